import { optionalText } from '@app/platform';
import { z } from 'zod';

const text = z.string({ error: 'is missing' }).min(1, 'is missing');

// A placeholder's value is a text, and an unset one is no price of nothing.
const pricePerMillion = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() ? Number(value) : value),
  z.number({ error: 'is not a price, such as 0.25' }).min(0, 'is less than nothing').max(1_000_000, 'is too much'),
);

const Price = z.strictObject({
  currency: z
    .string({ error: 'is missing' })
    .regex(/^[a-z]{3}$/, 'is not a currency in three lower-case letters, such as usd'),
  input_per_million: pricePerMillion,
  output_per_million: pricePerMillion,
});

/** One entry of `llm.models`. */
export const ModelEntry = z.strictObject({
  label: optionalText,
  feature: optionalText,
  provider: text,
  model: text,
  fallbacks: z.array(text).default([]),
  hidden: z.boolean({ error: 'is neither true nor false' }).default(false),
  price: Price.optional(),
});
export type ModelEntry = z.output<typeof ModelEntry>;

/** What a million tokens cost. */
export interface Price {
  currency: string;
  inputPerMillion: number;
  outputPerMillion: number;
}

/** One model of the configuration, offered or not. */
export interface ModelSettings {
  name: string;
  label: string;
  feature?: string;
  provider: string;
  /** What its provider calls it. */
  providerModel: string;
  /** Which models are tried when this one fails, as they are written in the settings. */
  fallbacks: readonly string[];
  /** Only a fallback of others; nobody may choose it. */
  hidden: boolean;
  price?: Price;
  /** What an operator calls the setting of `providerModel`. */
  nameOfModel: string;
}

/** An entry under the name that it has in the settings. */
export function modelOf(name: string, entry: ModelEntry, nameOfModel = `llm.models.${name}.model`): ModelSettings {
  const { label = name[0]!.toUpperCase() + name.slice(1), model: providerModel, price, ...same } = entry;
  return {
    ...same,
    name,
    label,
    providerModel,
    price: price && {
      currency: price.currency,
      inputPerMillion: price.input_per_million,
      outputPerMillion: price.output_per_million,
    },
    nameOfModel,
  };
}
