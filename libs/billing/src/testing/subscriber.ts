import { StatusService } from '../subscription/status.service.js';
import type { BillingApp } from './billing-app.js';
import type { PretendObject } from './pretend-account.js';

/** Somebody who has bought a plan, here and at Stripe. */
export interface Subscriber {
  user: string;
  customer: string;
  /** As Stripe has it: it changes when Stripe changes it. */
  subscription: PretendObject;
}

/** Lets a new user, or this one, buy a plan. */
export async function subscriber(
  app: BillingApp,
  choice: object = { plan: 'pro' },
  user?: string,
): Promise<Subscriber> {
  const buyer = user ?? (await app.createUser());
  const { body } = await app.call('POST', '/billing/checkout', buyer, choice);
  const session = (body.url as string).split('/').at(-1)!;
  const subscription = app.stripe.account.pay(session);
  await app.call('GET', `/billing/status?checkout_session=${session}`, buyer);
  return { user: buyer, customer: subscription.customer as string, subscription };
}

/** The status as the database has it; over HTTP it may come from memory, some milliseconds late. */
export const statusOf = (app: BillingApp, user: string) => app.nest.get(StatusService).statusOf(user);

/** What the audit log says of the user, oldest first. */
export async function auditOf(app: BillingApp, user: string): Promise<string[]> {
  const rows = await app.sql.query<{ action: string }[]>(
    'SELECT action FROM audit_events WHERE $1 IN (actor_id, subject_id) ORDER BY id',
    [user],
  );
  return rows.map(({ action }) => action);
}
