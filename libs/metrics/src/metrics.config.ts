import { configSection, secret, variable } from '@app/platform';
import { z } from 'zod';

/** Who may read `/metrics` and the detail of `/health`, and whether metrics point to traces. */
export class MetricsConfig extends configSection({
  metricsToken: variable('METRICS_TOKEN', secret(8).optional(), 'the output of: openssl rand -hex 16'),
  metricsExemplars: variable(
    'METRICS_EXEMPLARS',
    z.enum(['true', 'false', '1', '0']).transform((on) => on === 'true' || on === '1'),
    'true',
    () => 'false',
  ),
}) {}
