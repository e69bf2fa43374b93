/** Everything code may ask a plan for. Code asks for a feature, never for a plan. */
export const FEATURES = ['turns', 'long_turns', 'premium_models'] as const;
export type Feature = (typeof FEATURES)[number];

/** Every number a plan may limit per period. A day is a UTC day. */
export const QUOTAS = ['turns_per_day'] as const;
export type Quota = (typeof QUOTAS)[number];
