import { ACCESS_REASONS, type AccessReason } from '@app/protocol';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isAllowing, MOMENTS, reasonFor, STATUSES } from './access.js';

const PAGE = new URL('../../../../docs/access.md', import.meta.url);

const MEANINGS: Record<AccessReason, string> = {
  free_plan: 'the free plan has it, so everybody does',
  active: 'paid for',
  trial: 'on trial',
  grace: 'the period is over, `billing.grace_seconds` are not',
  payment_grace: 'a renewal failed, `billing.past_due_grace_days` are not over',
  not_in_plan: 'the plan does not have it',
  unknown_plan: 'the subscription is for a plan that is no longer in the configuration',
  ended: 'the period and its grace are over',
  end_unknown: 'Stripe did not say when the period ends',
  payment_due: 'a renewal failed, and there is no grace for that, or it is over',
  canceled: 'the subscription has ended',
  unpaid: 'several payments failed',
  incomplete: 'the first payment is not finished',
  incomplete_expired: 'the first payment was never finished',
  paused: 'the subscription is paused, as after a trial without a payment method',
  unknown_status: 'Stripe reports a status that is not in the table',
};

const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
const cell = (status: string, moment: (typeof MOMENTS)[number]) => {
  const reason = reasonFor(status, moment);
  return isAllowing(reason) ? `**yes**, \`${reason}\`` : `no, \`${reason}\``;
};
const tableRow = (name: string, status: string) => row(name, ...MOMENTS.map((moment) => cell(status, moment)));

function page(): string {
  return `# Who has access

Printed from the table in \`libs/billing/src/subscription/access.ts\` by \`access-page.spec.ts\` beside it; do not edit. To print it
anew: \`UPDATE_DOCS=1\` and that test.

${row('status at Stripe', 'before the end', 'in the grace', 'after the grace', 'no end known')}
${row('---', '---', '---', '---', '---')}
${STATUSES.map((status) => tableRow(`\`${status}\``, status)).join('\n')}
${tableRow('any other', 'any other')}

**The end** is the end of what was paid for: of the current period; for \`past_due\` the start of the unpaid period, because Stripe
moves the period on when a renewal fails. **The grace** is \`billing.grace_seconds\`; for \`past_due\` it is
\`billing.past_due_grace_days\`, and with 0, the default, there is none. Where the table says no, the free plan counts. While the
database cannot be asked, nobody knows, and the answer is 503, never yes.

Of several subscriptions of a user, the one that is \`active\`, \`trialing\` or \`past_due\` counts, else the newest.

## Reasons

\`GET /billing/status\` explains every feature in \`access\`: \`allowed\`, \`reason\` and, where it is not allowed, the \`plans\` that have it.
The guard decides by the same answer.

${row('reason', 'allowed', 'because')}
${row('---', '---', '---')}
${ACCESS_REASONS.map((reason) => row(`\`${reason}\``, isAllowing(reason) || reason === 'free_plan' ? 'yes' : 'no', MEANINGS[reason])).join('\n')}
`;
}

it('G1 the page about access says what the table says', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page());
  expect(existsSync(PAGE) && readFileSync(PAGE, 'utf8')).toBe(page());
});
