import type { Unit } from './figures.js';
import type { Sample } from './types.js';

/** A line of a chart. Lines differ by their dashes, too: their order decides. */
export interface Series {
  label: string;
  tone: 'accent' | 'ink' | 'muted' | 'warning' | 'danger';
  /** If it is not that of the chart. */
  unit?: Unit;
  valueOf: (sample: Sample) => number | null;
}

export interface Chart {
  title: string;
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
export const CHARTS: { title: string; charts: Chart[] }[] = [
  {
    title: 'Requests',
    charts: [
      {
        title: 'Request rate',
        unit: 'perSecond',
        series: [{ label: 'All requests', tone: 'accent', valueOf: ({ requests }) => requests.perSecond }],
      },
      {
        title: 'Errors',
        unit: 'perSecond',
        series: [
          { label: '5xx', tone: 'danger', valueOf: ({ requests }) => requests.serverErrorsPerSecond },
          { label: '4xx', tone: 'warning', valueOf: ({ requests }) => requests.clientErrorsPerSecond },
          { label: 'Aborted (499)', tone: 'muted', valueOf: ({ requests }) => requests.abortedPerSecond },
        ],
      },
      {
        title: 'Response time',
        unit: 'seconds',
        series: [
          { label: 'p50', tone: 'accent', valueOf: ({ requests }) => requests.p50Seconds },
          { label: 'p95', tone: 'ink', valueOf: ({ requests }) => requests.p95Seconds },
          { label: 'p99', tone: 'warning', valueOf: ({ requests }) => requests.p99Seconds },
        ],
      },
    ],
  },
  {
    title: 'Sockets and turns',
    charts: [
      {
        title: 'Open sockets',
        unit: 'count',
        series: [{ label: 'Open', tone: 'accent', valueOf: ({ sockets }) => sockets.open }],
      },
      {
        title: 'Dropped sockets',
        unit: 'perMinute',
        series: [
          { label: 'Dropped', tone: 'danger', valueOf: ({ sockets, seconds }) => (sockets.dropped / seconds) * 60 },
        ],
      },
      {
        title: 'Turns in progress',
        unit: 'count',
        series: [{ label: 'In progress', tone: 'accent', valueOf: ({ turns }) => turns.inProgress }],
      },
      {
        title: 'Turns ended',
        unit: 'perMinute',
        series: [
          { label: 'Completed', tone: 'accent', valueOf: ended('completed') },
          { label: 'Failed', tone: 'danger', valueOf: ended('timeout', 'llm_error', 'error') },
          { label: 'Cancelled', tone: 'muted', valueOf: ended('cancelled') },
          { label: 'Refused', tone: 'warning', valueOf: ended('quota') },
        ],
      },
      {
        title: 'Time to first token',
        unit: 'seconds',
        series: [{ label: 'p95', tone: 'accent', valueOf: ({ turns }) => turns.firstTokenP95Seconds }],
      },
      {
        title: 'Tokens',
        unit: 'perSecond',
        series: [
          { label: 'Out', tone: 'accent', valueOf: ({ tokens }) => tokens.outputPerSecond },
          { label: 'In', tone: 'ink', valueOf: ({ tokens }) => tokens.inputPerSecond },
        ],
      },
    ],
  },
  {
    title: 'Webhooks and process',
    charts: [
      {
        title: 'Webhooks',
        unit: 'perMinute',
        ofBilling: true,
        series: [
          {
            label: 'Processed',
            tone: 'accent',
            valueOf: ({ webhooks, seconds }) => (webhooks.processed / seconds) * 60,
          },
          { label: 'Failed', tone: 'danger', valueOf: ({ webhooks, seconds }) => (webhooks.failed / seconds) * 60 },
          { label: 'Waiting', tone: 'ink', unit: 'count', valueOf: ({ webhooks }) => webhooks.pending },
        ],
      },
      {
        title: 'Event loop lag',
        unit: 'seconds',
        series: [
          { label: 'p99', tone: 'accent', valueOf: ({ process }) => process.eventLoopLagP99Seconds },
          { label: 'Longest', tone: 'warning', valueOf: ({ process }) => process.eventLoopLagMaxSeconds },
        ],
      },
      {
        title: 'Memory',
        unit: 'bytes',
        series: [{ label: 'Resident', tone: 'accent', valueOf: ({ process }) => process.memoryBytes }],
      },
    ],
  },
];
