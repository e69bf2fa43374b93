import { postForm } from './started.js';

export type Json = Record<string, unknown>;
type Call = (method: string, path: string, fields?: Record<string, string>) => Promise<Json>;

const back = 'http://localhost:8000/billing';

/** One example of each object the sandbox hands out, taken over plain HTTP: nothing stands between it and what is sent. */
export async function examplesFrom(url: string, key: string): Promise<Record<string, Json>> {
  const call: Call = async (method, path, fields) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' };
    const body = fields && new URLSearchParams(fields).toString();
    const answer = await fetch(`${url}/v1/${path}`, { method, headers, body });
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as Json;
  };
  const first = async (path: string) => ((await call('GET', path)).data as Json[])[0] as Json;

  const selling = await sellingExamples(call, first);
  const paying = await payingExamples(call, first);
  const changing = await changingExamples(call, first, String(selling.customer?.id), selling.subscription as Json);
  const deleted_customer = await call('DELETE', `customers/${String(selling.customer?.id)}`);
  return { ...selling, ...paying, ...changing, deleted_customer };
}

async function sellingExamples(call: Call, first: (path: string) => Promise<Json>) {
  const customer = await call('POST', 'customers', { email: 'ada@example.com', 'metadata[user]': '1' });
  const coupon = await call('POST', 'coupons', {
    name: 'A quarter off',
    percent_off: '25.5',
    currency: 'usd',
    amount_off: '',
    duration: 'repeating',
    duration_in_months: '3',
    redeem_by: String(Math.floor(Date.now() / 1000) + 86_400),
  });
  const open = await call('POST', 'checkout/sessions', {
    mode: 'subscription',
    customer: customer.id as string,
    'line_items[0][price]': 'price_sandbox_pro_monthly',
    'line_items[0][quantity]': '1',
    'discounts[0][coupon]': coupon.id as string,
    'automatic_tax[enabled]': 'true',
    'customer_update[address]': 'auto',
    success_url: back,
    'expand[]': 'line_items',
  });
  await postForm(open.url as string, { action: 'pay', card: '4000000000000259' });
  const subscription = await first('subscriptions?expand[]=data.discounts');
  const invoice = await first('invoices');
  return {
    coupon,
    customer: await call('GET', `customers/${customer.id as string}`),
    discount: (subscription.discounts as Json[])[0] as Json,
    'checkout.session': await call('GET', `checkout/sessions/${open.id as string}`),
    event: await first('events'),
    invoice,
    item: ((open.line_items as Json).data as Json[])[0] as Json,
    line_item: ((invoice.lines as Json).data as Json[])[0] as Json,
    payment_method: await first(`payment_methods?customer=${customer.id as string}`),
    price: await first('prices'),
    product: await first('products'),
    promotion_code: await call('POST', 'promotion_codes', {
      'promotion[type]': 'coupon',
      'promotion[coupon]': coupon.id as string,
      expires_at: String(Math.floor(Date.now() / 1000) + 86_400),
    }),
    subscription: await first('subscriptions'),
    subscription_item: ((subscription.items as Json).data as Json[])[0] as Json,
    webhook_endpoint: await first('webhook_endpoints'),
  };
}

async function payingExamples(call: Call, first: (path: string) => Promise<Json>) {
  const dispute = await first('disputes');
  const charge = dispute.charge as string;
  const customer = (await call('POST', 'customers')).id as string;
  const method = (await call('POST', 'payment_methods/pm_card_visa/attach', { customer })).id as string;
  const other = await call('POST', 'subscriptions', {
    customer,
    default_payment_method: method,
    'items[0][price]': 'price_sandbox_pro_monthly',
  });
  const payment = await first(`invoice_payments?invoice=${other.latest_invoice as string}`);
  const payment_intent = (payment.payment as Json).payment_intent as string;
  return {
    charge: await call('GET', `charges/${charge}?expand[]=refunds`),
    dispute,
    invoice_payment: payment,
    payment_intent: await call('GET', `payment_intents/${payment_intent}`),
    refund: await call('POST', 'refunds', { payment_intent }),
  };
}

async function changingExamples(
  call: Call,
  first: (path: string) => Promise<Json>,
  customer: string,
  subscription: Json,
) {
  const id = subscription.id as string;
  const [item] = (subscription.items as Json).data as Json[];
  const configuration = await call('POST', 'billing_portal/configurations', {
    'features[invoice_history][enabled]': 'true',
    'features[customer_update][enabled]': 'true',
    'features[customer_update][allowed_updates][0]': 'address',
    'features[subscription_update][schedule_at_period_end][conditions][0][type]': 'decreasing_item_amount',
  });
  const portal = await call('POST', 'billing_portal/sessions', {
    customer,
    configuration: configuration.id as string,
    'flow_data[type]': 'subscription_update_confirm',
    'flow_data[subscription_update_confirm][subscription]': id,
    'flow_data[subscription_update_confirm][items][0][id]': item?.id as string,
    'flow_data[subscription_update_confirm][items][0][price]': 'price_sandbox_pro_yearly',
    'flow_data[after_completion][type]': 'redirect',
    'flow_data[after_completion][redirect][return_url]': back,
  });
  await call('POST', `subscriptions/${id}`, { 'items[0][id]': item?.id as string, 'items[0][quantity]': '2' });
  const meter = await call('POST', 'billing/meters', {
    display_name: 'Turns',
    event_name: 'turns',
    'default_aggregation[formula]': 'sum',
  });
  return {
    'billing.meter': meter,
    'billing.meter_event': await call('POST', 'billing/meter_events', {
      event_name: 'turns',
      'payload[stripe_customer_id]': customer,
      'payload[value]': '25',
    }),
    'billing_portal.configuration': configuration,
    'billing_portal.session': portal,
    invoiceitem: await first('invoiceitems'),
    subscription_schedule: await call('POST', 'subscription_schedules', { from_subscription: id }),
  };
}
