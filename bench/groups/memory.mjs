import { setTimeout as sleep } from 'node:timers/promises';
import { flatOut } from '../load.mjs';
import { compare, inTurn } from '../numbers.mjs';
import { stop } from '../processes.mjs';
import { residentMb } from '../proc.mjs';

const SETTLE_MS = 1000;

/** Resident memory of a fresh process, and after rounds of load, beside a Nest application with one route. */
export async function measure(stage, { rounds, seconds }) {
  const api = await stage.startApi();
  const bare = await stage.startBareNest();
  const { cookie } = await stage.signUp(api, 'memory');
  await sleep(SETTLE_MS);
  const resident = () => [api, bare].map(({ pid }) => [residentMb(pid)]);

  const idle = resident();
  await inTurn(rounds, {
    api: () => flatOut({ pid: api.pid, url: `${api.url}/auth/me`, headers: { cookie } }, { seconds }),
    bare: () => flatOut({ pid: bare.pid, url: `${bare.url}/` }, { seconds }),
  });
  await sleep(SETTLE_MS);
  const after = resident();
  for (const { child } of [api, bare]) await stop(child);

  const row = { unit: 'MB', against: 'bare Nest' };
  return [
    { what: 'resident memory, idle', ...row, ...compare(...idle), target: { of: 'value', most: 150 } },
    { what: 'resident memory, after load', ...row, ...compare(...after), target: { of: 'value', most: 350 } },
  ];
}
