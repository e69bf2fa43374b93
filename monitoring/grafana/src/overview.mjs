import { dashboard, graph, number, of, orZero, quantile, rate } from './build.mjs';

const COUNTED = 'http_route!~"/health.*|/metrics|<static>"';
const requests = 'http_server_request_duration_seconds';
const served = `sum(${rate(`${requests}_count`, COUNTED)})`;
const failed = `sum(${rate(`${requests}_count`, `${COUNTED}, http_response_status_code=~"5.."`)})`;
const errorShare = `(${failed} or 0 * ${served}) / ${served}`;

const now = [
  number({
    title: 'Alerts',
    description: 'Alerts that fire now, of any severity.',
    unit: 'short',
    limit: 1,
    queries: [[orZero('count(ALERTS{alertstate="firing"})'), 'firing']],
  }),
  number({
    title: 'Ready',
    description: 'Instances that are ready for requests.',
    unit: 'short',
    limit: 1,
    isFloor: true,
    queries: [[`sum(${of('turnpike_ready')})`, 'ready']],
  }),
  number({
    title: 'Requests',
    description: 'Requests a second, without health checks, scrapes and files.',
    unit: 'reqps',
    queries: [[served, 'requests']],
  }),
  number({
    title: 'Errors',
    description: 'Share of requests that ended with a server error. Alert: HttpErrorRateHigh.',
    unit: 'percentunit',
    limit: 0.05,
    decimals: 2,
    queries: [[errorShare, 'errors']],
  }),
  number({
    title: 'WebSockets',
    description: 'Open WebSockets.',
    unit: 'short',
    queries: [[`sum(${of('turnpike_websocket_connections')})`, 'open']],
  }),
  number({
    title: 'Turns',
    description: 'Turns that are being answered.',
    unit: 'short',
    queries: [[`sum(${of('turnpike_turns_in_progress')})`, 'turns']],
  }),
];

const objective = [
  number({
    title: 'Answered without error, 3 days',
    description: 'Objective: 99.9 % of requests over 30 days. All instances, whatever is chosen above.',
    unit: 'percentunit',
    limit: 0.999,
    isFloor: true,
    decimals: 3,
    width: 6,
    queries: [['1 - turnpike:slo_errors:ratio_rate3d', 'answered']],
  }),
  number({
    title: 'Answered without error, 6 hours',
    description: 'The same over six hours.',
    unit: 'percentunit',
    limit: 0.999,
    isFloor: true,
    decimals: 3,
    width: 6,
    queries: [['1 - turnpike:slo_errors:ratio_rate6h', 'answered']],
  }),
  number({
    title: 'Build',
    description: 'Version, revision and Node of the running instances.',
    unit: 'short',
    names: true,
    width: 6,
    queries: [
      [`count by (version, revision, node) (${of('turnpike_build_info')})`, '{{version}} {{revision}}, Node {{node}}'],
    ],
  }),
  number({
    title: 'Configuration',
    description: 'Tier, mode of Stripe and standard model. A stand-in in production is an alert: SandboxInProduction.',
    unit: 'short',
    names: true,
    width: 6,
    queries: [
      [
        `count by (tier, stripe_mode, llm) (${of('turnpike_config_info')})`,
        '{{tier}}, Stripe {{stripe_mode}}, {{llm}}',
      ],
    ],
  }),
  graph({
    title: 'Burn rate',
    description:
      'How many times faster than allowed the budget of errors is spent. Alerts: 14.4 over an hour and 5 minutes, 6 over 6 hours and 30 minutes, 1 over 3 days and 6 hours.',
    unit: 'short',
    limit: 14.4,
    width: 24,
    queries: [
      ['turnpike:slo_errors:ratio_rate5m / 0.001', '5 minutes'],
      ['turnpike:slo_errors:ratio_rate30m / 0.001', '30 minutes'],
      ['turnpike:slo_errors:ratio_rate1h / 0.001', '1 hour'],
      ['turnpike:slo_errors:ratio_rate6h / 0.001', '6 hours'],
      ['turnpike:slo_errors:ratio_rate3d / 0.001', '3 days'],
    ],
  }),
];

const http = [
  graph({
    title: 'Requests by status',
    description:
      'Requests a second by status; health checks, scrapes and files included. 499: the caller went away first.',
    unit: 'reqps',
    stacked: true,
    queries: [[`sum by (http_response_status_code) (${rate(`${requests}_count`)})`, '{{http_response_status_code}}']],
  }),
  graph({
    title: 'Share of errors',
    description: 'Requests that ended with a server error. Alert: HttpErrorRateHigh.',
    unit: 'percentunit',
    limit: 0.05,
    queries: [[errorShare, 'errors']],
  }),
  graph({
    title: 'What fails',
    description: 'Requests a second that failed on our side, by route and by the code of the error.',
    unit: 'reqps',
    queries: [
      [
        orZero(
          `topk(10, sum by (http_route, error_type) (${rate(`${requests}_count`, 'http_response_status_code=~"5.."')}) > 0)`,
        ),
        '{{http_route}} {{error_type}}',
      ],
    ],
  }),
  graph({
    title: 'Duration',
    description: 'Time to the end of the answer. Alert: HttpLatencyHigh, on the 99th percentile.',
    unit: 's',
    limit: 10,
    queries: [
      [quantile(0.5, requests, { matchers: COUNTED }), 'p50'],
      [quantile(0.95, requests, { matchers: COUNTED }), 'p95'],
      [quantile(0.99, requests, { matchers: COUNTED }), 'p99'],
    ],
  }),
  graph({
    title: 'Slowest routes',
    description: '95th percentile of the ten slowest routes.',
    unit: 's',
    queries: [[`topk(10, ${quantile(0.95, requests, { matchers: COUNTED, by: ', http_route' })})`, '{{http_route}}']],
  }),
  graph({
    title: 'In progress',
    description: 'Requests that are being answered, by method.',
    unit: 'short',
    stacked: true,
    queries: [
      [
        `sum by (http_request_method) (${of('http_server_active_requests')}) > 0 or vector(0)`,
        '{{http_request_method}}',
      ],
    ],
  }),
  graph({
    title: 'Errors that people met',
    description: 'Errors a second by where they surfaced and by their code, refusals such as 401 and 404 included.',
    unit: 'eps',
    width: 24,
    queries: [
      [orZero(`topk(10, sum by (module, type) (${rate('turnpike_errors_total')}) > 0)`), '{{module}} {{type}}'],
    ],
  }),
];

export default dashboard({
  uid: 'turnpike-overview',
  title: 'Overview',
  description: 'Whether people get answers, and in time. The first page to look at.',
  rows: [
    ['Now', now],
    ['Objective', objective],
    ['HTTP', http],
  ],
});
