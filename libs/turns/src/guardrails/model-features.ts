import { FEATURES } from '@app/protocol';
import { z } from 'zod';

/**
 * The features that the settings of models name: each must be one that plans can have, or a misspelt one would lock everybody
 * out. Whatever else is wrong there is for the LLM library to say.
 */
export const ModelFeatures = z
  .unknown()
  .superRefine((llm, context) => {
    for (const [name, model] of Object.entries(objectIn(llm, 'models'))) {
      const feature = objectIn({ model }, 'model').feature;
      if (isNothing(feature) || (FEATURES as readonly unknown[]).includes(feature)) continue;
      const message = `is none of the features: ${FEATURES.join(', ')}`;
      context.addIssue({ code: 'custom', message, path: ['models', name, 'feature'] });
    }
  })
  .transform(() => undefined);

const isNothing = (value: unknown) => value === undefined || value === null || value === '';

function objectIn(parent: unknown, key: string): Record<string, unknown> {
  const value = typeof parent === 'object' ? (parent as Record<string, unknown> | null)?.[key] : undefined;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
