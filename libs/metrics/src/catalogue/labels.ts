/** A label whose values come from the configuration or from code at run time: a plan, a provider, a route's template. */
export const OPEN = Symbol('open label');

/** The labels of a metric, each with its closed list of values or `OPEN`. */
export type LabelSpec = Readonly<Record<string, readonly string[] | typeof OPEN>>;

type ValueOf<V> = V extends readonly (infer S)[] ? ('other' extends S ? string : S) : string;
/** One value for each label. A list that holds `other` takes any string: what is not on it counts as `other`. */
export type Labels<L extends LabelSpec> = { [K in keyof L]: ValueOf<L[K]> };

/** Every combination of values; closed labels bring their own, open ones those of `known`. Null when one is not known. */
export function combinations(
  spec: LabelSpec,
  known: Record<string, readonly string[]> = {},
): Record<string, string>[] | null {
  let sets: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(spec)) {
    const list = values === OPEN ? known[name] : values;
    if (!list) return null;
    sets = sets.flatMap((set) => list.map((value) => ({ ...set, [name]: value })));
  }
  return sets;
}
