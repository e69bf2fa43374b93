import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postForm, started } from '../../../test/started.js';
import { startStripe } from '../stripe.server.js';
import { differences, shapeOf, type Shape } from './shape.js';

type Json = Record<string, unknown>;

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** One example of each object the sandbox hands out, taken over plain HTTP. */
async function examplesFrom(url: string, key: string): Promise<Record<string, Json>> {
  const call = async (method: string, path: string, fields?: Record<string, string>) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${url}/v1/${path}`, { method, headers, body: fields && form(fields) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Json;
  };
  const first = async (path: string) => ((await call('GET', path)).data as Json[])[0] as Json;

  const customer = await call('POST', 'customers', { email: 'ada@example.com', 'metadata[user]': '1' });
  const open = await call('POST', 'checkout/sessions', {
    mode: 'subscription',
    customer: customer.id as string,
    'line_items[0][price]': 'price_sandbox_pro_monthly',
    'line_items[0][quantity]': '1',
    success_url: 'http://localhost:8000/billing',
    'expand[]': 'line_items',
  });
  await postForm(open.url as string, { action: 'pay', card: '4242424242424242' });
  const subscription = await first('subscriptions');
  const session = await call('GET', `checkout/sessions/${open.id as string}`);
  const invoice = await first('invoices');
  const portal = await call('POST', 'billing_portal/sessions', {
    customer: customer.id as string,
    'flow_data[type]': 'subscription_update',
    'flow_data[subscription_update][subscription]': subscription.id as string,
    'flow_data[after_completion][type]': 'redirect',
    'flow_data[after_completion][redirect][return_url]': 'http://localhost:8000/billing',
  });
  const examples = {
    'billing_portal.session': portal,
    'checkout.session': session,
    customer,
    event: await first('events'),
    invoice,
    item: ((open.line_items as Json).data as Json[])[0] as Json,
    line_item: ((invoice.lines as Json).data as Json[])[0] as Json,
    payment_method: await first(`payment_methods?customer=${customer.id as string}`),
    price: await first('prices'),
    product: await first('products'),
    subscription,
    subscription_item: ((subscription.items as Json).data as Json[])[0] as Json,
    webhook_endpoint: await first('webhook_endpoints'),
    deleted_customer: await call('DELETE', `customers/${customer.id as string}`),
  };
  return examples;
}

/** Stripe's published examples, where they lie beside the repository; else the shapes this repository keeps. */
function expectedShapes(): { source: string; shapes: Record<string, Shape> } {
  const published = join(process.cwd(), '../shared/stripe/fixtures3.json');
  if (existsSync(published)) {
    const { resources } = JSON.parse(readFileSync(published, 'utf8')) as { resources: Record<string, Json> };
    const shapes = Object.entries(resources).map(([name, example]) => [name, shapeOf(example)]);
    return { source: 'published examples', shapes: Object.fromEntries(shapes) as Record<string, Shape> };
  }
  return { source: 'kept shapes', shapes: keptShapes() };
}

function keptShapes(): Record<string, Shape> {
  const file = join(process.cwd(), 'apps/sandbox/src/stripe/shapes/kept-shapes.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const shapes = Object.entries(kept).map(([name, text]) => [
    name,
    new Map(text.split(' ').map((entry) => entry.split(':') as [string, string])),
  ]);
  return Object.fromEntries(shapes) as Record<string, Shape>;
}

describe('the objects of the pretend Stripe', () => {
  let sandbox: Awaited<ReturnType<typeof started>>;
  let examples: Record<string, Json>;
  const { source, shapes } = expectedShapes();

  beforeAll(async () => {
    sandbox = await started(startStripe);
    const { url, environment } = sandbox.part();
    examples = await examplesFrom(url, environment.STRIPE_SECRET_KEY as string);
  });

  afterAll(() => sandbox.stop());

  const names = Object.keys(keptShapes());

  it.each(names)(`have every key of a %s, of the same type (${source})`, (name) => {
    const expected = [...(shapes[name] as Shape)]
      // What an event is about differs from event to event, and metadata is whatever its owner put there.
      .filter(([path]) => !/^data\.object\.|^metadata\./.test(path));
    expect(differences(new Map(expected), shapeOf(examples[name]))).toEqual([]);
  });

  it.each(names)('are as the kept shape of a %s says', (name) => {
    expect(differences(keptShapes()[name] as Shape, shapeOf(examples[name]))).toEqual([]);
  });

  it('are compared so that a missing key and another type are found', () => {
    const expected = shapeOf({ id: 'x', items: { data: [{ price: { id: 'p' }, quantity: 1 }] } });
    const actual = shapeOf({ id: 1, items: { data: [{ price: {} }] } });
    expect(differences(expected, actual)).toEqual([
      'id is number, not string',
      'items.data[].price.id is missing',
      'items.data[].quantity is missing',
    ]);
    expect(differences(expected, shapeOf({ id: 'x', items: { data: [] } }))).toEqual([]);
  });
});
