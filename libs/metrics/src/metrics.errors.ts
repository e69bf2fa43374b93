import { AppError } from '@app/platform';

/** Metrics were asked for without the token that opens them (`METRICS_TOKEN`). */
export class MetricsTokenRequired extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'unauthenticated';

  constructor() {
    super('Present the metrics token as a bearer token.');
  }
}

/** No token is set, so only this machine itself may read the metrics. */
export class OnlyFromLoopback extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'forbidden';

  constructor() {
    super('Metrics are only for this machine itself unless a metrics token is set.');
  }
}
