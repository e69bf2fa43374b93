import { randomInt } from 'node:crypto';
import { storm } from './storm.js';

const SIZES = { small: { subscriptions: 12, kills: 3 }, large: { subscriptions: 60, kills: 12 } };
const size = process.env.STORM === 'large' ? SIZES.large : SIZES.small;
const seed = Number(process.env.STORM_SEED || randomInt(2 ** 31));

describe('B3 F7 a storm of webhooks, shuffled and repeated, over instances that are killed', () => {
  it('leaves for every subscription what Stripe says, with no acknowledged event lost and no effect doubled', async () => {
    const { problems, numbers } = await storm(size, seed);
    const lines = Object.entries(numbers).map(([name, number]) => `  ${name.padEnd(32)}${String(number).padStart(12)}`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
    expect(problems).toEqual([]);
  }, 600_000);
});
