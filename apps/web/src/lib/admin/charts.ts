import { m } from '#messages';
import type { Sentence } from '#lib/language.svelte.js';
import type { Unit } from './figures.js';
import type { Sample } from '#lib/api/types.js';

/** A line of a chart. Lines differ by their dashes, too: their order decides. */
export interface Series {
  label: Sentence;
  tone: 'accent' | 'ink' | 'muted' | 'warning' | 'danger';
  /** If it is not that of the chart. */
  unit?: Unit;
  valueOf: (sample: Sample) => number | null;
}

export interface Chart {
  title: Sentence;
  unit: Unit;
  series: Series[];
  /** Only where there is billing. */
  ofBilling?: boolean;
}

const ended =
  (...outcomes: string[]) =>
  ({ turns, seconds }: Sample) =>
    (outcomes.reduce((sum, outcome) => sum + (turns.ended[outcome] ?? 0), 0) / seconds) * 60;

/** What the page shows, in its order. */
export const CHARTS: { title: Sentence; charts: Chart[] }[] = [
  {
    title: m.admin_requests,
    charts: [
      {
        title: m.admin_request_rate,
        unit: 'perSecond',
        series: [{ label: m.admin_request_all, tone: 'accent', valueOf: ({ requests }) => requests.perSecond }],
      },
      {
        title: m.admin_errors,
        unit: 'perSecond',
        series: [
          { label: () => '5xx', tone: 'danger', valueOf: ({ requests }) => requests.serverErrorsPerSecond },
          { label: () => '4xx', tone: 'warning', valueOf: ({ requests }) => requests.clientErrorsPerSecond },
          { label: m.admin_aborted, tone: 'muted', valueOf: ({ requests }) => requests.abortedPerSecond },
        ],
      },
      {
        title: m.admin_response_time,
        unit: 'seconds',
        series: [
          { label: () => 'p50', tone: 'accent', valueOf: ({ requests }) => requests.p50Seconds },
          { label: () => 'p95', tone: 'ink', valueOf: ({ requests }) => requests.p95Seconds },
          { label: () => 'p99', tone: 'warning', valueOf: ({ requests }) => requests.p99Seconds },
        ],
      },
    ],
  },
  {
    title: m.admin_sockets_and_turns,
    charts: [
      {
        title: m.admin_sockets_open,
        unit: 'count',
        series: [{ label: m.admin_open, tone: 'accent', valueOf: ({ sockets }) => sockets.open }],
      },
      {
        title: m.admin_sockets_dropped,
        unit: 'perMinute',
        series: [
          {
            label: m.admin_dropped,
            tone: 'danger',
            valueOf: ({ sockets, seconds }) => (sockets.dropped / seconds) * 60,
          },
        ],
      },
      {
        title: m.admin_turns_in_progress,
        unit: 'count',
        series: [{ label: m.admin_in_progress, tone: 'accent', valueOf: ({ turns }) => turns.inProgress }],
      },
      {
        title: m.admin_turns_ended,
        unit: 'perMinute',
        series: [
          { label: m.admin_completed, tone: 'accent', valueOf: ended('completed') },
          { label: m.admin_failed, tone: 'danger', valueOf: ended('timeout', 'llm_error', 'error') },
          { label: m.admin_cancelled, tone: 'muted', valueOf: ended('cancelled') },
          { label: m.admin_refused, tone: 'warning', valueOf: ended('quota') },
        ],
      },
      {
        title: m.admin_first_token,
        unit: 'seconds',
        series: [{ label: () => 'p95', tone: 'accent', valueOf: ({ turns }) => turns.firstTokenP95Seconds }],
      },
      {
        title: m.admin_tokens,
        unit: 'perSecond',
        series: [
          { label: m.admin_tokens_out, tone: 'accent', valueOf: ({ tokens }) => tokens.outputPerSecond },
          { label: m.admin_tokens_in, tone: 'ink', valueOf: ({ tokens }) => tokens.inputPerSecond },
        ],
      },
    ],
  },
  {
    title: m.admin_webhooks_and_process,
    charts: [
      {
        title: m.admin_webhooks,
        unit: 'perMinute',
        ofBilling: true,
        series: [
          {
            label: m.admin_processed,
            tone: 'accent',
            valueOf: ({ webhooks, seconds }) => (webhooks.processed / seconds) * 60,
          },
          {
            label: m.admin_failed,
            tone: 'danger',
            valueOf: ({ webhooks, seconds }) => (webhooks.failed / seconds) * 60,
          },
          { label: m.admin_waiting, tone: 'ink', unit: 'count', valueOf: ({ webhooks }) => webhooks.pending },
        ],
      },
      {
        title: m.admin_event_loop_lag,
        unit: 'seconds',
        series: [
          { label: () => 'p99', tone: 'accent', valueOf: ({ process }) => process.eventLoopLagP99Seconds },
          { label: m.admin_longest, tone: 'warning', valueOf: ({ process }) => process.eventLoopLagMaxSeconds },
        ],
      },
      {
        title: m.admin_memory,
        unit: 'bytes',
        series: [{ label: m.admin_resident, tone: 'accent', valueOf: ({ process }) => process.memoryBytes }],
      },
    ],
  },
];
