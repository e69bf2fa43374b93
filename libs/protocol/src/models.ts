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

/** The answer of `GET /models`, in the order of the settings. */
export const ModelsView = z.object({ models: z.array(ModelView) }).meta({ id: 'Models' });
export type ModelsView = z.output<typeof ModelsView>;
