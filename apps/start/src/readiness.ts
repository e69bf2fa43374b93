import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { inWords, type Part } from './processes.js';
import { StartProblem } from './start-problem.js';

const patienceMs = 60_000;

/** Waits until the api answers that it is ready. Throws a `StartProblem` when it ends, or takes for ever. */
export async function apiReady(api: Part, host: string, port: number): Promise<void> {
  for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(50)) {
    if (!api.isRunning) {
      const ending = await api.ended;
      throw new StartProblem(`The API did not start (${inWords(ending)}).`, ending.code ?? 1);
    }
    if ((await statusOf({ host: reachable(host), port, path: '/health/ready' })) === 200) return;
  }
  throw new StartProblem(`The API was not ready within ${patienceMs / 1000} seconds.`);
}

const reachable = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

function statusOf(target: { host: string; port: number; path: string }): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ ...target, agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
