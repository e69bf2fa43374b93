import { z } from 'zod';
import { Feature, QUOTAS } from './features.js';
import { fieldsOf } from './fields.js';

/** One price of a plan; unknown while Stripe cannot say. */
export const PriceView = z
  .object({
    id: z.string(),
    amount: z.int().nullable().describe('In the smallest unit of the currency'),
    currency: z.string().nullable(),
    interval: z.string().nullable(),
    intervalCount: z.int().positive().optional().describe('Left out when it is 1'),
  })
  .meta({ id: 'Price' });
export type PriceView = z.output<typeof PriceView>;

/** One plan of `GET /billing/plans`. */
export const PlanView = z
  .object({
    name: z.string(),
    label: z.string(),
    prices: z.array(PriceView),
    trialDays: z
      .int()
      .positive()
      .optional()
      .describe('How many days are free for whoever never had a subscription; left out when none are'),
    features: z.array(Feature),
    quotas: fieldsOf(QUOTAS, z.int().nonnegative()).partial(),
  })
  .meta({ id: 'Plan' });
export type PlanView = z.output<typeof PlanView>;

/** The answer of `GET /billing/plans`, in the order of the settings. */
export const PlansView = z.object({ plans: z.array(PlanView) }).meta({ id: 'Plans' });
export type PlansView = z.output<typeof PlansView>;
