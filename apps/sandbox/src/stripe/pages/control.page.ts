import { html, type Html } from '../../pages/html.js';
import { moment } from '../../pages/moment.js';
import { page } from '../../pages/page.js';
import { itemOf, type Account } from '../account.js';
import type { App } from '../api/api.js';
import { catchUp } from '../billing/passing-time.js';
import type { Faults } from '../faults/faults.js';
import { faultTable, invoiceTable } from './control-tables.js';
import { sandboxNote } from './sandbox-note.js';
import { day } from './words.js';

/** The sandbox's own page, `/`: what there is, what happened last, and a clock that can be moved ahead. */
export function controlPage(app: App, account: Account, faults: Faults): void {
  app.get('/', () => {
    catchUp(account);
    return page('Stripe sandbox', overview(account, faults));
  });
}

function overview(account: Account, faults: Faults): Html {
  const { state, clock } = account;
  const events = Object.values(state.events).reverse().slice(0, 30);
  return html`<h1>Stripe sandbox</h1>
    ${sandboxNote}
    <h2>Clock</h2>
    <p>
      It is ${moment(clock.now())}
      here${state.clockAheadSeconds > 0 && `, ${daysAhead(state.clockAheadSeconds)} ahead`}. Moving it ahead brings
      renewals, failed renewals and the ends of cancelled plans.
    </p>
    ${advanceForm(86_400, '1 day')}${advanceForm(31 * 86_400, '1 month (31 days)')}
    <h2>Subscriptions</h2>
    ${subscriptionTable(account)} ${invoiceTable(account)} ${faultTable(faults)}
    <h2>Last events</h2>
    <p>${state.deliveries.length} webhook deliveries waiting.</p>
    <table>
      ${events.map(
        (event) =>
          html`<tr>
            <td>${moment(event.created)}</td>
            <td>${event.type}</td>
            <td>${event.pending_webhooks > 0 ? 'waiting' : 'delivered'}</td>
          </tr>`,
      )}
    </table>`;
}

function daysAhead(seconds: number): string {
  const days = Math.round((seconds / 86_400) * 10) / 10;
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

function advanceForm(seconds: number, label: string): Html {
  return html`<form method="post" action="/_sandbox/clock">
    <input type="hidden" name="advance_seconds" value="${seconds}" /> <button>Advance by ${label}</button>
  </form>`;
}

function subscriptionTable(account: Account): Html {
  const subscriptions = Object.values(account.state.subscriptions).reverse();
  if (subscriptions.length === 0) return html`<p>None yet.</p>`;
  const rows = subscriptions.map((subscription) => {
    const item = itemOf(subscription);
    return html`<tr>
      <td>${account.state.customers[subscription.customer]?.email ?? subscription.customer}</td>
      <td>${account.nameOf(item.price)}</td>
      <td>${subscription.status}${subscription.cancel_at_period_end && ', ends'}</td>
      <td>${day(item.current_period_end)}</td>
    </tr>`;
  });
  return html`<table>
    <tr>
      <th>Customer</th>
      <th>Plan</th>
      <th>Status</th>
      <th>Period ends</th>
    </tr>
    ${rows}
  </table>`;
}
