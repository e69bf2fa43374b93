/** Whatever a form of Stripe's API can hold. */
export type FormValue = string | { [key: string]: FormValue };
export type Form = Record<string, FormValue>;

/** Reads `line_items[0][price]=x` as `{ line_items: { 0: { price: 'x' } } }`. */
export function parseForm(body: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const keys = name.replaceAll(']', '').split('[');
    const last = keys.pop()!;
    let at = form;
    for (const key of keys) at = (at[key] ??= {}) as Form;
    at[last] = value;
  }
  return form;
}
