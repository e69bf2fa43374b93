import { judgeEffects, judgeEvents, judgeRows } from './judge-copy.js';
import { judgeCustomers, judgePlans, judgeTheRest } from './judge-people.js';
import type { Kills } from './kills.js';
import { CHANGES, type Life } from './life.js';
import type { Stage } from './stage.js';

/** Everything that is not as it must be after the storm, in words; nothing when all is well. */
export async function verdict(stage: Stage, lives: Life[], kills: Kills): Promise<string[]> {
  const truths = await stage.stripe.subscriptions();
  const quiet = lives.filter(({ id }) => stage.office.copies.countOf(id) < CHANGES);
  return [
    ...(kills.amidCommits === 0 ? ['no kill met an instance while it was committing'] : []),
    ...quiet.map(({ id }) => `${id} had too few events`),
    ...stage.instances.flatMap(({ crashes }) => crashes),
    ...[...kills.lost].map((id) => `${id} was acknowledged and lost`),
    ...(await judgeEvents(stage)),
    ...(await judgeRows(stage, truths)),
    ...(await judgeEffects(stage, lives, truths)),
    ...(await judgeCustomers(stage, lives, truths)),
    ...(await judgePlans(stage, lives, truths)),
    ...(await judgeTheRest(stage)),
  ];
}
