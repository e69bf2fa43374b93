import { configSection, secret, variable } from '@app/platform';

/** Who may read `/metrics` and the detail of `/health`. */
export class MetricsConfig extends configSection({
  metricsToken: variable('METRICS_TOKEN', secret(8).optional(), 'the output of: openssl rand -hex 16'),
}) {}
