import { seeOther } from '../../pages/page.js';
import type { Account } from '../account.js';
import type { App } from '../api/api.js';
import { StripeError } from '../api/stripe.errors.js';
import { advance } from '../billing/passing-time.js';
import { changeSettings, decideDispute, disputeInvoice, forceStatus, refundInvoice } from './interventions.js';
import { Unusable } from './unusable.js';

const furthestSeconds = 5 * 366 * 86_400;

/** What the sandbox can be told that nobody can tell Stripe: `/_sandbox/…`, by JSON or by a form. */
export function controlRoutes(app: App, account: Account): void {
  const control = (path: string, act: (fields: Record<string, string>, id: string) => object) =>
    app.post(path, async (context) => {
      const isJson = !(context.req.header('content-type') ?? '').includes('form');
      try {
        const result = act(fieldsIn(await context.req.text(), isJson), context.req.param('id'));
        const wantsPage = (context.req.header('accept') ?? '').includes('text/html');
        return wantsPage ? seeOther('/') : Response.json(result);
      } catch (error) {
        if (!(error instanceof Unusable || error instanceof StripeError)) throw error;
        return Response.json({ error: error.message }, { status: 400 });
      }
    });

  control('/_sandbox/clock', ({ advance_seconds }) => {
    const seconds = Number(advance_seconds);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > furthestSeconds) {
      throw new Unusable('advance_seconds must be a whole number from 1 to five years.');
    }
    advance(account, seconds);
    return stateOf(account);
  });
  control('/_sandbox/settings', (settings) => changeSettings(account, settings));
  control('/_sandbox/subscriptions/:id', ({ status }, id) => forceStatus(account, id, status));
  control('/_sandbox/invoices/:id/refund', ({ amount }, id) => refundInvoice(account, id, amount));
  control('/_sandbox/invoices/:id/dispute', (_, id) => disputeInvoice(account, id));
  control('/_sandbox/disputes/:id', ({ outcome }, id) => decideDispute(account, id, outcome));

  app.get('/_sandbox/state', () => Response.json(stateOf(account)));
}

function stateOf({ clock, state }: Account) {
  return {
    now: clock.now(),
    ahead_seconds: state.clockAheadSeconds,
    pending_webhooks: state.deliveries.length,
    after_retries: state.afterRetries,
  };
}

function fieldsIn(body: string, isJson: boolean): Record<string, string> {
  if (!isJson) return Object.fromEntries(new URLSearchParams(body));
  try {
    const fields = JSON.parse(body || '{}') as Record<string, unknown>;
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  } catch {
    throw new Unusable('The body must be a JSON object or a form.');
  }
}
