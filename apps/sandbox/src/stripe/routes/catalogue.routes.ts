import type { Account } from '../account.js';
import type { Api } from '../api/api.js';
import { page } from '../api/pagination.js';
import { flag, group, integer, mergeMetadata, requiredText, text } from '../api/params.js';
import { invalid, missing, noSuch, noSuchIn } from '../api/stripe.errors.js';
import { newId } from '../ids.js';
import { newPrice, newProduct } from '../resources/catalogue.js';
import type { Interval, Price } from '../types.js';

const intervals: readonly string[] = ['day', 'week', 'month', 'year'];

/** /v1/products and /v1/prices */
export function catalogueRoutes(api: Api): void {
  const { state, events, clock } = api.account;

  api.get('/v1/products', ({ params }) => ({ ...page(Object.values(state.products), params, '/v1/products') }));

  api.get('/v1/products/:id', ({ id }) => {
    const product = state.products[id];
    if (!product) throw noSuch('product', id);
    return product;
  });

  api.post('/v1/products', ({ params }) => {
    const product = newProduct(
      text(params, 'id') ?? newId('prod', 14),
      requiredText(params, 'name'),
      null,
      clock.now(),
    );
    state.products[product.id] = { ...product, metadata: mergeMetadata(params) };
    events.record('product.created', product);
    return product;
  });

  api.get('/v1/prices', ({ params }) => {
    const product = text(params, 'product');
    const active = flag(params, 'active');
    const prices = Object.values(state.prices).filter(
      (price) => (product === null || price.product === product) && (active === null || price.active === active),
    );
    return { ...page(prices, params, '/v1/prices') };
  });

  api.get('/v1/prices/:id', ({ id }) => {
    const price = state.prices[id];
    if (!price) throw noSuch('price', id);
    return price;
  });

  api.post('/v1/prices', ({ params }) => {
    const recurring = group(params, 'recurring');
    const interval = requiredText(recurring, 'interval');
    if (!intervals.includes(interval)) throw invalid('recurring[interval]', `Invalid interval: ${interval}`);
    const product = requiredText(params, 'product');
    if (!state.products[product]) throw noSuchIn('product', 'product', product);
    const amount = integer(params, 'unit_amount');
    if (amount === null || amount < 0) throw missing('unit_amount');
    const price = newPrice(
      {
        id: newId('price_1', 23),
        product,
        amount,
        currency: requiredText(params, 'currency'),
        interval: interval as Interval,
        intervalCount: integer(recurring, 'interval_count') ?? 1,
        nickname: text(params, 'nickname'),
        metadata: mergeMetadata(params),
      },
      clock.now(),
    );
    state.prices[price.id] = price;
    events.record('price.created', price);
    return price;
  });
}

/** The price that a parameter names, which must be one that is still sold. */
export function priceNamed(account: Account, id: string | null, param: string): Price {
  if (id === null) throw missing(param);
  const price = account.state.prices[id];
  if (!price) throw noSuchIn(param, 'price', id);
  if (!price.active) throw invalid(param, `The price specified is inactive: '${id}'`);
  return price;
}
