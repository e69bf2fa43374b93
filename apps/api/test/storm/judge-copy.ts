import type { Life } from './life.js';
import { inWords, seenOf, type Seen } from './seen.js';
import type { Stage } from './stage.js';
import type { TrueSubscription } from './stripe-account.js';

const EVENTS = 'SELECT id, status, error FROM stripe_events';
const ROWS = `
  SELECT stripe_subscription_id AS id, plan, status, cancel_at_period_end AS "cancelAtPeriodEnd",
         current_period_end AS "periodEnd" FROM subscriptions`;
const WRITTEN = `SELECT details FROM audit_events WHERE action = 'billing.subscription_changed' ORDER BY id`;

interface EventRow {
  id: string;
  status: string;
  error: string | null;
}
interface Row extends Seen {
  id: string;
  periodEnd: Date | null;
}
interface Change extends Seen {
  subscription: string;
  from: Pick<Seen, 'plan' | 'status'> | null;
}

/** Every event is there, and brought to its end. */
export async function judgeEvents({ sql, office }: Stage): Promise<string[]> {
  const rows: EventRow[] = await sql.query(EVENTS);
  const stored = new Set(rows.map(({ id }) => id));
  const unfinished = rows.filter(({ status }) => status !== 'processed' && status !== 'ignored');
  return [
    ...[...office.copies.events].filter((id) => !stored.has(id)).map((id) => `${id} is missing`),
    ...unfinished.map(({ id, status, error }) => `${id} is ${status}: ${error}`),
  ];
}

/** Our copy is what Stripe says, row by row. */
export async function judgeRows({ sql }: Stage, truths: TrueSubscription[]): Promise<string[]> {
  const line = (row: Row) => `${row.id} (${inWords(row)}, until ${row.periodEnd?.toISOString()})`;
  const endOf = ({ items }: TrueSubscription) => new Date(items.data[0].current_period_end * 1000);
  const ours = ((await sql.query(ROWS)) as Row[]).map(line);
  const theirs = truths.map((truth) => line({ ...seenOf(truth), id: truth.id, periodEnd: endOf(truth) }));
  return [
    ...theirs.filter((each) => !ours.includes(each)).map((each) => `Stripe has ${each}, and we do not`),
    ...ours.filter((each) => !theirs.includes(each)).map((each) => `We have ${each}, and Stripe does not`),
  ];
}

/** Every change that was written down happened, was written once and in this order, and the last one is there. */
export async function judgeEffects({ sql }: Stage, lives: Life[], truths: TrueSubscription[]): Promise<string[]> {
  const changes = ((await sql.query(WRITTEN)) as { details: Change }[]).map(({ details }) => details);
  const histories = new Map(lives.flatMap(({ history }) => [...history]));
  return truths.flatMap((truth) => {
    const real = [...(histories.get(truth.id) ?? []), seenOf(truth)].map(inWords);
    const ours = changes.filter(({ subscription }) => subscription === truth.id);
    const problems = problemsOf(ours, real);
    const isComplete = ours.length > 0 && inWords(ours.at(-1)!) === real.at(-1);
    return [...problems, ...(isComplete ? [] : ['its last change is not written down'])].map(
      (problem) => `${truth.id}: ${problem}`,
    );
  });
}

function problemsOf(ours: Change[], real: string[]): string[] {
  const problems: string[] = [];
  let at = 0;
  ours.forEach((change, index) => {
    const before = ours[index - 1];
    const follows = change.from?.plan === before?.plan && change.from?.status === before?.status;
    if (!follows) problems.push(`${inWords(change)} does not follow from the change before it`);
    const found = real.indexOf(inWords(change), at);
    if (found < 0) problems.push(`${inWords(change)} was written once too often or too late`);
    else at = found + 1;
  });
  return problems;
}
