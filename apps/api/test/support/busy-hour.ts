import type { MetricsSample, RecentMetricsView } from '@app/protocol';

/** An hour in which everything happened that charts must show: load, trouble, gaps, large figures. */
export function busyHour(view: RecentMetricsView): RecentMetricsView {
  const uptimeSeconds = 90_000.5;
  const since = new Date(Date.parse(view.now) - 7200_000).toISOString();
  const samples = Array.from({ length: 360 }, (_, at) => sampleAt(at, uptimeSeconds - (359 - at) * 10));
  return { ...view, since, uptimeSeconds, samples };
}

function sampleAt(at: number, uptimeSeconds: number): MetricsSample {
  const wave = (period: number, from: number, to: number) =>
    from + ((to - from) * (1 + Math.sin(at / period) * 0.7 + Math.sin(at * 12.9898) * 0.3)) / 2;
  const trouble = at > 300 && at < 330;
  const quiet = at > 120 && at < 150;
  const seconds = quiet ? null : wave(30, 0.02, 0.05);
  return {
    uptimeSeconds,
    seconds: 10,
    ready: !trouble || at > 310,
    requests: {
      perSecond: quiet ? 0 : wave(40, 600, 1400),
      clientErrorsPerSecond: quiet ? 0 : wave(9, 0, 4),
      serverErrorsPerSecond: trouble ? wave(3, 8, 14) : 0,
      abortedPerSecond: quiet ? 0 : wave(5, 0, 1),
      p50Seconds: seconds,
      p95Seconds: seconds && seconds * (trouble ? 20 : 4),
      p99Seconds: seconds && seconds * (trouble ? 60 : 9),
    },
    sockets: { open: Math.round(wave(60, 1200, 2600)), dropped: trouble ? Math.round(wave(2, 1, 9)) : 0 },
    turns: {
      inProgress: Math.round(wave(20, 3, 40)),
      ended: { completed: 60, llm_error: trouble ? 9 : 0, timeout: trouble ? 3 : 0, cancelled: 2, quota: 5, error: 0 },
      firstTokenP95Seconds: seconds && wave(25, 0.4, 2.2),
    },
    tokens: { inputPerSecond: wave(35, 900, 2400), outputPerSecond: wave(30, 2000, 5200) },
    webhooks: { processed: Math.round(wave(8, 0, 6)), failed: trouble ? 1 : 0, pending: trouble ? null : 2 },
    process: {
      eventLoopLagP99Seconds: wave(15, 0.002, 0.012),
      eventLoopLagMaxSeconds: wave(7, 0.01, 0.09),
      memoryBytes: Math.round(wave(200, 150e6, 260e6)),
    },
  };
}
