import { z } from 'zod';
import { Feature } from './features.js';

/** One model of `GET /models`. */
export const ModelView = z
  .object({
    name: z.string(),
    label: z.string(),
    feature: Feature.nullable().describe('What a plan must have to use it'),
    available: z.boolean().describe('Whether the actor’s plan has it'),
  })
  .meta({ id: 'Model' });
export type ModelView = z.output<typeof ModelView>;

/** How many characters (code points) a message may have. */
export const MessageLimits = z
  .object({
    characters: z.int().positive(),
    longCharacters: z.int().positive().describe('With the feature `long_turns`'),
  })
  .meta({ id: 'MessageLimits' });

/** The answer of `GET /models`, in the order of the settings. */
export const ModelsView = z.object({ models: z.array(ModelView), message: MessageLimits }).meta({ id: 'Models' });
export type ModelsView = z.output<typeof ModelsView>;
