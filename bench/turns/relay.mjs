// Turns on many sockets at once: what lies between the model's token and the client's frame.
import { compare, inTurn } from '../numbers.mjs';
import { cpuSeconds } from '../proc.mjs';
import { stop } from '../processes.mjs';
import { openSockets } from './sockets.mjs';

const STREAMS = 200;
const TOKENS_PER_SECOND = 50;
const SPREAD_MS = 1000;

/** Latency, losses and CPU per token of 200 turns at a time, against a relay of plain `ws`. */
export async function relay(stage, { rounds, seconds }, people) {
  // An answer lasts longer than a round: what its beginning and its end cost is shared by as many tokens as in real life.
  const tokens = 3 * seconds * TOKENS_PER_SECOND;
  const upstream = await stage.startUpstream({ TOKENS: tokens, TOKENS_PER_SECOND });
  const model = { LLM_BASE_URL: `${upstream.url}/v1` };
  const servers = [await stage.startApi(model), await stage.startPlainWs(model)];
  const clients = [];
  for (const server of servers) clients.push(await openSockets(stage, server, people.slice(0, STREAMS)));

  const contenders = Object.fromEntries(
    servers.map(({ name, pid }, index) => [
      name,
      async () => {
        const cpuBefore = cpuSeconds(pid);
        const heard = await clients[index].ask('turns', { tokens, spreadMs: SPREAD_MS });
        return { ...heard, cpuMicros: ((cpuSeconds(pid) - cpuBefore) / (STREAMS * tokens)) * 1e6 };
      },
    ]),
  );
  await inTurn(1, contenders);
  const heard = await inTurn(rounds, contenders);
  for (const client of clients) await client.close();
  for (const { child } of [...servers, upstream]) await stop(child);

  const [api, plain] = servers.map(({ name }) => heard[name]);
  const row = (what, unit, key, most) => ({
    what: `relay, ${STREAMS} turns of ${tokens} tokens at ${TOKENS_PER_SECOND}/s: ${what}`,
    unit,
    against: 'plain ws',
    ...compare(...[api, plain].map((results) => results.map((result) => result[key]))),
    target: { of: 'value', most },
  });
  const lost = (results) => results.reduce((sum, result) => sum + result.lost, 0);
  return [
    row('latency added, p50', 'ms', 'p50', 2),
    row('latency added, p99', 'ms', 'p99', 40),
    // Of all rounds: a median would hide them.
    { ...row('tokens lost', '', 'lost', 0), ours: lost(api), control: lost(plain) },
    row('CPU per token', 'µs', 'cpuMicros', 60),
  ];
}
