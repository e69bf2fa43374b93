import { z } from 'zod';
import { Time } from './time.js';

/** One invoice, as Stripe has it. */
export const InvoiceView = z
  .object({
    number: z.string().nullable(),
    date: Time,
    amount: z.int().describe('In the smallest unit of the currency'),
    currency: z.string(),
    status: z.string().nullable(),
    url: z.url().nullable().describe('Stripe’s page of the invoice, where an open one can be paid'),
    pdf: z.url().nullable(),
  })
  .meta({ id: 'Invoice' });
export type InvoiceView = z.output<typeof InvoiceView>;

/** The answer of `GET /billing/invoices`, newest first. */
export const InvoicesView = z
  .object({ invoices: z.array(InvoiceView), nextCursor: z.string().nullable() })
  .meta({ id: 'Invoices' });
export type InvoicesView = z.output<typeof InvoicesView>;
