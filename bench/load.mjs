// Two kinds of load: as much as the server takes, and a fixed rate.
import { Agent, get } from 'node:http';
import autocannon from 'autocannon';
import { cpuSeconds } from './proc.mjs';
import { quantile } from './numbers.mjs';

/** As many requests as `connections` can send, one after the other on each. */
export async function flatOut({ pid, ...request }, { seconds, connections = 32 }) {
  const cpuBefore = cpuSeconds(pid);
  const { requests, duration, errors, non2xx } = await autocannon({ ...request, connections, duration: seconds });
  const cpu = cpuSeconds(pid) - cpuBefore;
  if (errors || non2xx) throw new Error(`${request.url}: ${errors} errors and ${non2xx} answers other than 2xx.`);
  return { perSecond: requests.total / duration, cpuMicros: (cpu / requests.total) * 1e6 };
}

/**
 * The 99th percentile in milliseconds at a fixed rate. Requests are sent when they are due, whether or not the earlier
 * ones have been answered. (autocannon sends the requests of a second in one burst and rounds to milliseconds.)
 */
export function p99AtRate({ url, headers }, { seconds, perSecond }) {
  const agent = new Agent({ keepAlive: true });
  const total = seconds * perSecond;
  const tookMs = [];
  let sent = 0;
  const { promise, resolve, reject } = Promise.withResolvers();
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(total, ((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent++) send();
    if (sent === total) clearInterval(timer);
  }, 1);

  function send() {
    const sentAt = performance.now();
    get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} was answered with ${response.statusCode}.`));
      response.resume().on('end', () => {
        if (tookMs.push(performance.now() - sentAt) === total) resolve(quantile(tookMs, 0.99));
      });
    }).on('error', reject);
  }

  return promise.finally(() => {
    clearInterval(timer);
    agent.destroy();
  });
}
