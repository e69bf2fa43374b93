import { newId } from '../ids.js';
import type { Fields, InvoiceItem, InvoiceLine, Metadata, Price, Subscription } from '../types.js';

/** One thing that an invoice charges or credits, before it is on one. */
export interface Line {
  amount: number;
  description: string;
  subscriptionItem: string;
  price: Pick<Price, 'id' | 'product'>;
  quantity: number;
  period: { start: number; end: number };
  proration: boolean;
  /** The pending invoice item that it comes from, if it does. */
  invoiceItem?: string;
}

/** What an invoice line shows of discounts and taxes. */
export interface LineShare {
  discounts: { amount: number; discount: string }[];
  taxes: Fields[];
}

/** A line of an invoice, as the API shows it. */
export function newInvoiceLine(
  invoice: string,
  subscription: { id: string; currency: string; metadata: Metadata },
  line: Line,
  share: LineShare,
): InvoiceLine {
  const details = {
    invoice_item: line.invoiceItem ?? null,
    proration: line.proration,
    proration_details: { credited_items: null },
    subscription: subscription.id,
    subscription_item: line.subscriptionItem,
  };
  return {
    id: newId('il_1', 23),
    object: 'line_item',
    amount: line.amount,
    currency: subscription.currency,
    description: line.description,
    discount_amounts: share.discounts,
    discountable: !line.proration,
    discounts: share.discounts.map(({ discount }) => discount),
    invoice,
    livemode: false,
    metadata: subscription.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: details,
      type: 'subscription_item_details',
    },
    period: { end: line.period.end, start: line.period.start },
    pretax_credit_amounts: [],
    pricing: pricingOf(line),
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: subscription.id,
    subtotal: line.amount,
    taxes: share.taxes,
  };
}

/** A line that waits for the next invoice, as the API shows it. */
export function newInvoiceItem(subscription: Subscription, line: Line, created: number): InvoiceItem {
  return {
    id: newId('ii_1', 23),
    object: 'invoiceitem',
    amount: line.amount,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    date: created,
    description: line.description,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    net_amount: line.amount,
    parent: {
      subscription_details: { subscription: subscription.id, subscription_item: line.subscriptionItem },
      type: 'subscription_details',
    },
    period: line.period,
    pricing: pricingOf(line),
    proration: line.proration,
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    tax_rates: [],
    test_clock: null,
  };
}

function pricingOf(line: Line) {
  return {
    price_details: { price: line.price.id, product: line.price.product },
    type: 'price_details',
    unit_amount_decimal: String(Math.round(line.amount / Math.max(1, line.quantity))),
  };
}
