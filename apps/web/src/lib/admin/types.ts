/** What one instance saw in one interval of about ten seconds, as the API tells it. Durations are seconds. */
export interface Sample {
  /** When the interval ended, counted from the start of the instance. */
  uptimeSeconds: number;
  seconds: number;
  ready: boolean;
  requests: {
    perSecond: number;
    clientErrorsPerSecond: number;
    serverErrorsPerSecond: number;
    abortedPerSecond: number;
    p50Seconds: number | null;
    p95Seconds: number | null;
    p99Seconds: number | null;
  };
  sockets: { open: number; dropped: number };
  turns: { inProgress: number; ended: Partial<Record<string, number>>; firstTokenP95Seconds: number | null };
  tokens: { inputPerSecond: number; outputPerSecond: number };
  webhooks: { processed: number; failed: number; pending: number | null };
  process: { eventLoopLagP99Seconds: number; eventLoopLagMaxSeconds: number; memoryBytes: number };
}

/** Which instance answers, and what time it is there. */
export interface Instance {
  /** Another value: another instance, or the same one after a restart. */
  instance: string;
  version: string;
  now: string;
  since: string;
  uptimeSeconds: number;
  intervalSeconds: number;
}

/** The answer of `GET /admin/metrics/recent`, oldest sample first. */
export interface RecentMetricsView extends Instance {
  samples: Sample[];
}
