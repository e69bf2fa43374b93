/** Anything that goes over the wire as JSON. */
export type Fields = Record<string, unknown>;

/** What every Stripe object has. */
export interface Resource extends Fields {
  id: string;
  object: string;
}

export type Metadata = Record<string, string>;

export interface List<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}
