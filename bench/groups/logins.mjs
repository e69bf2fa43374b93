// Signing in is meant to be work; everything around the work, and what it does to others, is not.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { flatOut, p99AtRate } from '../load.mjs';
import { compare, inTurn } from '../numbers.mjs';
import { start, stop } from '../processes.mjs';

const CONCURRENT = 8;
const OTHERS_PER_SECOND = 100;

/** Logins per second against a bare argon2id loop, and how long other requests take meanwhile. */
export async function measure(stage, { rounds, seconds }) {
  const api = await stage.startApi();
  const loop = start('bench/argon2-loop.mjs', { output: join(stage.folder, 'argon2.log') });
  await once(loop, 'message');
  // Two people: a session of the one who keeps signing in would soon make room for a younger one.
  const { login } = await stage.signUp(api, 'visitor');
  const { cookie } = await stage.signUp(api, 'reader-meanwhile');
  const me = { url: `${api.url}/auth/me`, headers: { cookie } };

  const logIn = (connections) => flatOut({ pid: api.pid, ...login }, { seconds, connections });
  const contenders = {
    bare: async () => {
      loop.send(seconds);
      return (await once(loop, 'message'))[0];
    },
    // Enough that none of the slots ever waits for the network.
    logins: async () => (await logIn(2 * availableParallelism())).perSecond,
  };
  const alone = () => p99AtRate(me, { seconds, perSecond: OTHERS_PER_SECOND });

  await inTurn(1, contenders);
  const perSecond = await inTurn(rounds, contenders);
  const others = await inTurn(rounds, {
    alone,
    meanwhile: async () => (await Promise.all([alone(), logIn(CONCURRENT)]))[0],
  });
  for (const child of [api.child, loop]) await stop(child);

  return [
    {
      what: 'POST /auth/login',
      unit: 'logins/s',
      against: 'argon2id loop',
      ...compare(perSecond.logins, perSecond.bare),
      target: { of: 'ratio', least: 0.8 },
    },
    {
      what: `GET /auth/me: p99 during ${CONCURRENT} concurrent logins`,
      unit: 'ms',
      against: 'no logins',
      ...compare(others.meanwhile, others.alone),
      target: { of: 'value', most: 15 },
    },
  ];
}
