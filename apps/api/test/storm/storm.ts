import { eventually } from '@app/platform/testing';
import { Buyer } from './buyer.js';
import { Chance } from './chance.js';
import { Kills } from './kills.js';
import { CHANGES, Life } from './life.js';
import { Pace } from './pace.js';
import { Stage } from './stage.js';
import { verdict } from './verdict.js';

const PATIENCE_MS = 60_000;
/** So many buyers get a second subscription that nobody wants. */
const SECOND_EVERY = 4;

/** How big a storm is. */
export interface StormSize {
  subscriptions: number;
  kills: number;
}

/** What came of it. */
export interface StormReport {
  problems: string[];
  numbers: Record<string, number>;
}

/** Lets it all happen at once: changes at Stripe, webhooks, and instances that are killed. */
export async function storm({ subscriptions, kills }: StormSize, seed: number): Promise<StormReport> {
  const start = performance.now();
  const chance = new Chance(seed);
  const stage = await Stage.open(chance.branch());
  try {
    const { office, sql, stripe, wire, instances } = stage;
    const destroyer = new Kills(sql, office, chance.branch());
    const pace = new Pace(subscriptions * CHANGES, kills, {
      strike: () => destroyer.strike(instances),
      allReady: () => eventually(() => stage.areReady(), PATIENCE_MS),
    });
    const lives = Array.from({ length: subscriptions }, (_, index) => {
      const buyer = new Buyer(index, instances, chance.branch());
      return new Life(buyer, { stripe, office, wire, pace }, chance.branch(), index % SECOND_EVERY === 0);
    });
    for (const { buyer } of lives) await buyer.signUp();
    await Promise.all(lives.map((life) => life.live()));
    await pace.over();
    await eventually(() => stage.areReady(), PATIENCE_MS);
    await eventually(() => office.isEmpty(), PATIENCE_MS);
    await eventually(async () => (await pendingIn(stage)) === 0, PATIENCE_MS).catch(() => undefined);
    const problems = await verdict(stage, lives, destroyer);
    const seconds = Math.round((performance.now() - start) / 1000);
    return {
      problems,
      numbers: {
        seed,
        'changes made at Stripe': pace.changes,
        ...office.numbers(),
        ...(await processingOf(stage)),
        'instances killed': destroyer.total,
        'of them amid a commit': destroyer.amidCommits,
        seconds,
        'things that are wrong': problems.length,
      },
    };
  } finally {
    await stage.close();
  }
}

async function pendingIn({ sql }: Stage): Promise<number> {
  const query = `SELECT count(*)::int AS count FROM stripe_events WHERE status = 'pending'`;
  const [{ count }] = (await sql.query(query)) as [{ count: number }];
  return count;
}

async function processingOf({ sql, stripe, wire }: Stage): Promise<Record<string, number>> {
  const query = `
    SELECT count(*)::int AS worked, (sum(attempts) - count(*))::int AS failed FROM stripe_events WHERE status = 'processed'`;
  const [{ worked, failed }] = (await sql.query(query)) as [{ worked: number; failed: number }];
  return {
    'subscriptions at Stripe': (await stripe.subscriptions()).length,
    'refunds of duplicates': (await stripe.refunds()).length,
    'events worked off': worked,
    'tries that failed': failed,
    'questions to Stripe': wire.questions,
    'of them never answered': wire.lost,
  };
}
