import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '@app/platform';
import type { InvoicesView, InvoiceView } from '@app/protocol';
import type { Stripe } from 'stripe';
import { answerInTime } from '../answer-in-time.js';
import { CustomerGone, StripeRefused } from '../billing.errors.js';
import { Customers } from '../customer/customers.service.js';
import { StripeClient } from '../stripe/stripe.client.js';

const PAGE = 24;
const NONE: InvoicesView = { invoices: [], nextCursor: null };

/** A customer's invoices, read from Stripe each time: they are nobody else's to keep. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly customers: Customers,
    private readonly stripe: StripeClient,
  ) {}

  /** One page, newest first. `cursor` is the `nextCursor` of the page before. */
  async list(userId: string, cursor?: string): Promise<InvoicesView> {
    const customer = (await this.customers.find(userId))?.stripeCustomerId;
    if (!customer) return NONE;
    try {
      return viewOf(await answerInTime(this.read(customer, cursor)));
    } catch (error) {
      if (error instanceof CustomerGone) return NONE;
      if (error instanceof StripeRefused && cursor) throw new InvalidRequest('There is no such page of invoices.');
      throw error;
    }
  }

  /** A cursor that Stripe does not know for this customer is refused there. */
  private async read(customer: string, cursor?: string): Promise<Stripe.ApiList<Stripe.Invoice>> {
    const params = { customer, limit: PAGE, ...(cursor ? { starting_after: cursor } : {}) };
    const page = await this.stripe.find('invoices.list', (stripe) => stripe.invoices.list(params));
    if (!page) throw new StripeRefused('resource_missing');
    return page;
  }
}

function viewOf({ data, has_more }: Stripe.ApiList<Stripe.Invoice>): InvoicesView {
  return {
    invoices: data.filter(({ status }) => status !== 'draft').map(invoiceOf),
    nextCursor: has_more ? (data.at(-1)?.id ?? null) : null,
  };
}

function invoiceOf(invoice: Stripe.Invoice): InvoiceView {
  const { number, created, total, currency, status, hosted_invoice_url, invoice_pdf } = invoice;
  return {
    number: number ?? null,
    date: new Date(created * 1000).toISOString(),
    amount: total,
    currency,
    status,
    url: hosted_invoice_url ?? null,
    pdf: invoice_pdf ?? null,
  };
}
