import { Injectable } from '@nestjs/common';
import type { InvoiceView } from '@app/protocol';
import type { Stripe } from 'stripe';
import { CustomerGone } from '../billing.errors.js';
import { Customers } from '../customer/customers.service.js';
import { StripeClient, within } from '../stripe/stripe.client.js';

const ANSWER_MS = 9000;
const MOST = 24;

/** A customer's invoices, read from Stripe each time: they are nobody else's to keep. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly customers: Customers,
    private readonly stripe: StripeClient,
  ) {}

  async list(userId: string): Promise<InvoiceView[]> {
    const customer = (await this.customers.find(userId))?.stripeCustomerId;
    if (!customer) return [];
    const asked = this.stripe.ask('invoices.list', (stripe) => stripe.invoices.list({ customer, limit: MOST }));
    const { data } = await within(ANSWER_MS, asked).catch((error: unknown) => {
      if (error instanceof CustomerGone) return { data: [] };
      throw error;
    });
    return data.filter(({ status }) => status !== 'draft').map(viewOf);
  }
}

function viewOf({ number, created, total, currency, status, invoice_pdf }: Stripe.Invoice): InvoiceView {
  return {
    number: number ?? null,
    date: new Date(created * 1000).toISOString(),
    amount: total,
    currency,
    status,
    pdf: invoice_pdf ?? null,
  };
}
