import { html } from '../../pages/html.js';
import { notFoundPage, page } from '../../pages/page.js';
import type { Account } from '../account.js';
import type { App } from '../api/api.js';
import type { Invoice } from '../types.js';
import { sandboxNote } from './sandbox-note.js';
import { pdfOf } from './pdf.js';
import { day, money } from './words.js';

/** The hosted invoice, `/i/<invoice>`, and its PDF. */
export function invoicePage(app: App, account: Account): void {
  app.get('/i/:id', (context) => {
    const invoice = account.state.invoices[context.req.param('id')];
    return invoice ? show(invoice) : notFoundPage('There is no such invoice.');
  });

  app.get('/i/:id/pdf', (context) => {
    const invoice = account.state.invoices[context.req.param('id')];
    if (!invoice) return notFoundPage('There is no such invoice.');
    return new Response(new Uint8Array(pdfOf([`Invoice ${invoice.number}`, ...linesOf(invoice)])), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="Invoice-${invoice.number}.pdf"`,
      },
    });
  });
}

function show(invoice: Invoice): Response {
  const lines = linesOf(invoice).map((line) => html`<p>${line}</p>`);
  return page(
    `Invoice ${invoice.number}`,
    html`<h1>Invoice ${invoice.number}</h1>
      ${sandboxNote}${lines}
      <p><a href="/i/${invoice.id}/pdf">Download PDF</a></p>`,
  );
}

function linesOf(invoice: Invoice): string[] {
  return [
    'Turnpike sandbox: not a real invoice',
    `Date: ${day(invoice.created)}`,
    `Bill to: ${[invoice.customer_name, invoice.customer_email].filter(Boolean).join(', ') || invoice.customer}`,
    ...invoice.lines.data.map(
      (line) =>
        `${line.description}, ${day(line.period.start)} to ${day(line.period.end)}: ${money(line.amount, invoice.currency)}`,
    ),
    `Total: ${money(invoice.total, invoice.currency)} (${invoice.status})`,
  ];
}
