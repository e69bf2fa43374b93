import { z } from 'zod';

const status = z.enum(['ok', 'error']);

/** What there is to say of the process, or of its readiness. */
export const StatusView = z.object({ status });

/** What there is to say of the program. The parts are for operators: dependencies are reported, and never failing. */
export const HealthView = z.object({
  status,
  config_loaded: z.literal(true),
  checks: z.record(z.string(), z.looseObject({ status: z.string() })).optional(),
  dependencies: z.record(z.string(), z.enum(['up', 'down'])).optional(),
});
export type HealthView = z.output<typeof HealthView>;

/** The same as `application/health+json`. */
export const StandardHealthView = z.object({
  status: z.enum(['pass', 'fail']),
  checks: z.record(z.string(), z.array(z.object({ status: z.enum(['pass', 'fail', 'warn']) }))).optional(),
});
export type StandardHealthView = z.output<typeof StandardHealthView>;
