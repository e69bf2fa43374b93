import { html, type Html } from '../../pages/html.js';
import type { Account } from '../account.js';
import { isOpen } from '../billing/dispute.js';
import { findChargeOf } from '../billing/payment.js';
import type { Faults } from '../faults/faults.js';
import type { Charge, Invoice } from '../types.js';
import { day, money } from './words.js';

/** The latest invoices, with buttons to give the money back or to have it disputed. */
export function invoiceTable(account: Account): Html | null {
  const invoices = Object.values(account.state.invoices).reverse().slice(0, 10);
  if (invoices.length === 0) return null;
  const rows = invoices.map(
    (invoice) =>
      html`<tr>
        <td><a href="/i/${invoice.id}">${invoice.number}</a></td>
        <td>${invoice.customer_email ?? invoice.customer}</td>
        <td>${day(invoice.created)}</td>
        <td>${money(invoice.total, invoice.currency)}</td>
        <td>${invoice.status}${actions(account, invoice)}</td>
      </tr>`,
  );
  return html`<h2>Last invoices</h2>
    <table>
      ${rows}
    </table>`;
}

function actions(account: Account, invoice: Invoice): Html | null {
  const charge = findChargeOf(account, invoice);
  if (!charge) return null;
  const dispute = Object.values(account.state.disputes).find((candidate) => candidate.charge === charge.id);
  if (dispute && isOpen(dispute)) {
    const decide = (outcome: string, label: string) =>
      html`<form method="post" action="/_sandbox/disputes/${dispute.id}">
        <button name="outcome" value="${outcome}">${label}</button>
      </form>`;
    return html`, disputed ${decide('won', 'Dispute won')}${decide('lost', 'Dispute lost')}`;
  }
  if (dispute) return html`, dispute ${dispute.status}`;
  return refundAndDispute(charge, invoice);
}

function refundAndDispute(charge: Charge, invoice: Invoice): Html {
  if (charge.refunded) return html`, refunded`;
  return html`${charge.amount_refunded > 0 && html`, ${money(charge.amount_refunded, charge.currency)} refunded`}
    <form method="post" action="/_sandbox/invoices/${invoice.id}/refund"><button>Refund</button></form>
    <form method="post" action="/_sandbox/invoices/${invoice.id}/dispute"><button>Dispute</button></form>`;
}

/** The faults that are set, if any. */
export function faultTable(faults: Faults): Html | null {
  const set = faults.list();
  if (set.length === 0) return null;
  const rows = set.map(
    (fault) =>
      html`<tr>
        <td>${fault.kind}</td>
        <td>${fault.pattern}</td>
        <td>struck ${fault.hits} times${fault.remaining !== null && html`, ${fault.remaining} to go`}</td>
      </tr>`,
  );
  return html`<h2>Faults</h2>
    <table>
      ${rows}
    </table>
    <form method="post" action="/_sandbox/faults/clear"><button>Clear all faults</button></form>`;
}
