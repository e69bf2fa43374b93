// Sockets that are open and say nothing: what each costs in memory.
import { execFileSync } from 'node:child_process';
import { settledMb } from '../proc.mjs';
import { stop } from '../processes.mjs';
import { openSockets } from './sockets.mjs';

const WANTED = 10_000;
const WANTED_QUICKLY = 1000;
const PER_USER = 5;
/** Each side needs files for other things, too. */
const OTHER_FILES = 200;

/** How many are held and how much memory they take, against plain `ws`. */
export async function idle(stage, { quick }, people) {
  const wanted = quick ? WANTED_QUICKLY : WANTED;
  const most = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })) - OTHER_FILES;
  const users = Math.floor(Math.min(wanted, most, people.length * PER_USER) / PER_USER);
  const owners = Array.from({ length: PER_USER }, () => people.slice(0, users)).flat();
  const settled = ({ pid }) => settledMb(pid, quick ? { readings: 2, patience: 3 } : {});
  const [api, plain] = [
    await held(stage, await stage.startApi(), owners, settled),
    await held(stage, await stage.startPlainWs(), owners, settled),
  ];

  const count = owners.length === wanted ? `${wanted}` : `${owners.length} (ulimit -n allows no ${wanted})`;
  const row = (what, unit, key, target) => ({
    what: `${count} idle sockets: ${what}`,
    unit,
    against: 'plain ws',
    ours: api[key],
    control: plain[key],
    ratio: api[key] / plain[key],
    target: { of: 'value', ...target },
  });
  return [
    row('held', '', 'sockets', { least: owners.length }),
    row('resident memory of each', 'kB', 'kBEach', { most: 12 }),
    row('resident memory of the process', 'MB', 'mb', { most: 350 }),
  ];
}

async function held(stage, server, owners, settled) {
  const freshMb = await settled(server);
  const client = await openSockets(stage, server, owners);
  const mb = await settled(server);
  const sockets = await client.ask('held');
  await client.close();
  await stop(server.child);
  return { sockets, mb, kBEach: ((mb - freshMb) * 1000) / sockets };
}
