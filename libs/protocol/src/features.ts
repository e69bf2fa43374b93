import { z } from 'zod';

/** Everything code may ask a plan for. Code asks for a feature, never for a plan. */
export const FEATURES = ['turns', 'long_turns', 'premium_models'] as const;
export const Feature = z.enum(FEATURES).meta({ id: 'Feature' });
export type Feature = z.output<typeof Feature>;

/** Every number a plan may limit per period, named `<unit>_per_<period>`. Days and months are UTC's. */
export const QUOTAS = ['turns_per_day', 'turns_per_month'] as const satisfies readonly `${string}_per_${QuotaPeriod}`[];
export type Quota = (typeof QUOTAS)[number];
export type QuotaPeriod = 'day' | 'month';
/** What quotas count. One of it takes one of every quota that names it. */
export type QuotaUnit = Quota extends `${infer Unit}_per_${QuotaPeriod}` ? Unit : never;
