import { z } from 'zod';

/** An object with one field per name, all of the same schema. A record would not say which names there are. */
export const fieldsOf = <Name extends string, Schema extends z.ZodType>(names: readonly Name[], schema: Schema) =>
  z.object(Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>);
