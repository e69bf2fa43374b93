// Authenticated reads: throughput, CPU per request, and the 99th percentile at a rate that leaves room.
import { flatOut, p99AtRate } from '../load.mjs';
import { compare, inTurn } from '../numbers.mjs';
import { stop } from '../processes.mjs';

const PATHS = ['/auth/me', '/billing/status'];
const PER_SECOND = 500;

/** GET /auth/me and GET /billing/status against raw FULL. */
export async function measure(stage, { rounds, seconds }) {
  const api = await stage.startApi();
  const rawFull = await stage.startRawFull(api);
  const { cookie } = await stage.signUp(api, 'reader');
  const headers = { cookie };
  const requests = {
    rawFull: { pid: rawFull.pid, url: `${rawFull.url}/`, headers },
    ...Object.fromEntries(PATHS.map((path) => [path, { pid: api.pid, url: api.url + path, headers }])),
  };
  const each = (run) =>
    Object.fromEntries(Object.entries(requests).map(([name, request]) => [name, () => run(request)]));

  const load = each((request) => flatOut(request, { seconds }));
  // The first seconds are spent compiling.
  await inTurn(1, load);
  const loaded = await inTurn(rounds, load);
  const p99 = await inTurn(
    rounds,
    each((request) => p99AtRate(request, { seconds, perSecond: PER_SECOND })),
  );
  for (const { child } of [api, rawFull]) await stop(child);

  return PATHS.flatMap((path) => {
    const against = 'raw FULL';
    const of = (key) => compare(...[path, 'rawFull'].map((name) => loaded[name].map((result) => result[key])));
    return [
      { what: `GET ${path}`, unit: 'requests/s', against, ...of('perSecond'), target: { of: 'ratio', least: 0.8 } },
      {
        what: `GET ${path}: CPU per request`,
        unit: 'µs',
        against,
        ...of('cpuMicros'),
        target: { of: 'ratio', most: 1.4 },
      },
      {
        what: `GET ${path}: p99 at ${PER_SECOND} requests/s`,
        unit: 'ms',
        against,
        ...compare(p99[path], p99.rawFull),
        target: { of: 'ratio', most: 1.5 },
      },
    ];
  });
}
