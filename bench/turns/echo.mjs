// One small frame there and back: what queue, rate limit, schema and dispatch cost.
import { setTimeout as sleep } from 'node:timers/promises';
import { compare, inTurn } from '../numbers.mjs';
import { cpuSeconds } from '../proc.mjs';
import { stop } from '../processes.mjs';
import { openSockets } from './sockets.mjs';

const IN_FLIGHT = 64;
const PER_SECOND = 2000;
/** Of the 30 messages that a user may send in 10 s, so many are sent in one go. */
const EACH = 24;
const LIMITED_MS = 10_000;

/** Echoes per second, their CPU, and the 99th percentile at a fixed rate, against an echo of plain `ws`. */
export async function echo(stage, { rounds, seconds }, people) {
  const servers = [await stage.startEchoApi(), await stage.startPlainWs()];
  const clients = [];
  for (const server of servers) clients.push(await openSockets(stage, server, people));

  const each = (run) =>
    Object.fromEntries(servers.map((server, index) => [server.name, () => run(server, clients[index])]));
  const messages = EACH * people.length;
  const mayGoOn = new Map();
  const flatOut = each(async (server, client) => {
    await mayGoOn.get(server);
    const cpuBefore = cpuSeconds(server.pid);
    const perSecond = await client.ask('echoFlatOut', { messages, inFlight: IN_FLIGHT });
    mayGoOn.set(server, sleep(LIMITED_MS));
    return { perSecond, cpuMicros: ((cpuSeconds(server.pid) - cpuBefore) / messages) * 1e6 };
  });
  const atRate = each((_, client) =>
    client.ask('echoAtRate', { messages: seconds * PER_SECOND, perSecond: PER_SECOND }),
  );

  await inTurn(1, flatOut);
  const flat = await inTurn(rounds, flatOut);
  await Promise.all(mayGoOn.values());
  const p99 = await inTurn(rounds, atRate);
  for (const client of clients) await client.close();
  for (const { child } of servers) await stop(child);

  const [api, plain] = servers.map(({ name }) => name);
  const of = (key) => compare(...[api, plain].map((name) => flat[name].map((result) => result[key])));
  const row = { against: 'plain ws' };
  return [
    { what: 'echo', unit: 'messages/s', ...row, ...of('perSecond') },
    { what: 'echo: CPU per message', unit: 'µs', ...row, ...of('cpuMicros') },
    { what: `echo: p99 at ${PER_SECOND} messages/s`, unit: 'ms', ...row, ...compare(p99[api], p99[plain]) },
  ];
}
