import { dashboard, during, graph, number, of, orZero, quantile, rate } from './build.mjs';

const JOB = 'job="turnpike"';
const perInstance = (metric, legend = '{{instance}}') => [of(metric), legend];

const instances = [
  graph({
    title: 'Ready',
    description: '1 while the instance can do its work. Alerts: NotReady, NoneReady.',
    unit: 'short',
    width: 6,
    max: 1,
    queries: [perInstance('turnpike_ready')],
  }),
  graph({
    title: 'Scraped',
    description: '1 while Prometheus reaches it. Alert: TargetDown.',
    unit: 'short',
    width: 6,
    max: 1,
    queries: [[of('up', JOB), '{{instance}}']],
  }),
  graph({
    title: 'Starts',
    description: 'Within the last quarter of an hour. Alert: RestartLoop.',
    unit: 'short',
    width: 6,
    limit: 3,
    queries: [[`changes(${of('process_start_time_seconds', JOB)}[15m])`, '{{instance}}']],
  }),
  graph({
    title: 'Up since',
    description: 'Time since the start of the program.',
    unit: 's',
    width: 6,
    queries: [[`time() - ${of('process_start_time_seconds', JOB)}`, '{{instance}}']],
  }),
];

const loop = [
  graph({
    title: 'Event loop lag',
    description: 'How late the event loop is. Alert: EventLoopLag, on the 99th percentile.',
    unit: 's',
    limit: 0.25,
    queries: [
      perInstance('nodejs_eventloop_lag_p50_seconds', '{{instance}} p50'),
      perInstance('nodejs_eventloop_lag_p99_seconds', '{{instance}} p99'),
    ],
  }),
  graph({
    title: 'Event loop utilisation',
    description: 'Share of the time since the last scrape in which it was busy.',
    unit: 'percentunit',
    max: 1,
    queries: [perInstance('nodejs_eventloop_utilization_ratio')],
  }),
  graph({
    title: 'Shedding',
    description: '1 while new requests and sockets are refused. Alert: Shedding.',
    unit: 'short',
    max: 1,
    queries: [perInstance('turnpike_shedding')],
  }),
  graph({
    title: 'Refused for want of time',
    description: 'Requests and handshakes a second.',
    unit: 'cps',
    queries: [[`sum by (scope) (${rate('turnpike_shed_total')})`, '{{scope}}']],
  }),
  graph({
    title: 'CPU',
    description: 'Cores in use, by user and system.',
    unit: 'short',
    queries: [
      [rate('process_cpu_user_seconds_total', JOB), '{{instance}} user'],
      [rate('process_cpu_system_seconds_total', JOB), '{{instance}} system'],
    ],
  }),
  graph({
    title: 'Garbage collection',
    description: 'Share of time, by kind.',
    unit: 'percentunit',
    queries: [[`sum by (kind) (${rate('nodejs_gc_duration_seconds_sum')})`, '{{kind}}']],
  }),
];

const database = [
  graph({
    title: 'Connections',
    description: 'Connections of the pool (10 at most) by state.',
    unit: 'short',
    width: 6,
    queries: [[of('db_client_connection_count'), '{{instance}} {{state}}']],
  }),
  graph({
    title: 'Waiting callers',
    description: 'Callers that wait for a connection. Alert: DbPoolExhausted.',
    unit: 'short',
    width: 6,
    limit: 1,
    queries: [perInstance('db_client_connection_pending_requests')],
  }),
  graph({
    title: 'Time of statements',
    description: '95th percentile by verb, without the wait for a connection.',
    unit: 's',
    width: 6,
    queries: [[quantile(0.95, 'db_client_operation_duration_seconds', { by: ', operation' }), '{{operation}}']],
  }),
  graph({
    title: 'Statements',
    description: 'A second, by verb and, where they failed, why.',
    unit: 'cps',
    width: 6,
    queries: [
      [
        `sum by (operation, error_type) (${rate('db_client_operation_duration_seconds_count')})`,
        '{{operation}} {{error_type}}',
      ],
    ],
  }),
];

const memory = [
  graph({
    title: 'Resident memory',
    description: 'What the process takes of the machine.',
    unit: 'bytes',
    queries: [[of('process_resident_memory_bytes', JOB), '{{instance}}']],
  }),
  graph({
    title: 'Heap',
    description: 'What JavaScript uses, and what it has.',
    unit: 'bytes',
    queries: [
      perInstance('nodejs_heap_size_used_bytes', '{{instance}} used'),
      perInstance('nodejs_heap_size_total_bytes', '{{instance}} has'),
    ],
  }),
  graph({
    title: 'Heap by space',
    description: 'Used, over all chosen instances.',
    unit: 'bytes',
    stacked: true,
    queries: [[`sum by (space) (${of('nodejs_heap_space_size_used_bytes')})`, '{{space}}']],
  }),
  graph({
    title: 'Outside the heap',
    description: 'Buffers and the like.',
    unit: 'bytes',
    queries: [perInstance('nodejs_external_memory_bytes')],
  }),
  graph({
    title: 'Open files',
    description: 'Sockets included.',
    unit: 'short',
    queries: [
      [of('process_open_fds', JOB), '{{instance}}'],
      [`min(${of('process_max_fds', JOB)})`, 'limit'],
    ],
  }),
  graph({
    title: 'Handles',
    description: 'What keeps the process busy, by type.',
    unit: 'short',
    queries: [[`sum by (type) (${of('nodejs_active_resources')})`, '{{type}}']],
  }),
];

const ourselves = [
  number({
    title: 'Lost label sets',
    description: 'Recordings that fell into __overflow__ within the time that is shown. Alert: LabelSetsLost.',
    unit: 'short',
    width: 24,
    decimals: 0,
    limit: 1,
    queries: [[orZero(`sum(${during('turnpike_metric_label_sets_lost_total')})`), 'lost']],
  }),
];

export default dashboard({
  uid: 'turnpike-runtime',
  title: 'Runtime',
  description: 'The processes: event loop, memory, database pool.',
  rows: [
    ['Instances', instances],
    ['Event loop', loop],
    ['Database', database],
    ['Memory', memory],
    ['Metrics', ourselves],
  ],
});
