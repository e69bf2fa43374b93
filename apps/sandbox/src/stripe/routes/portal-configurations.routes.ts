import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { flag, group, mergeMetadata, rows, text, texts, type Params } from '../api/params.js';
import { noSuch, noSuchIn } from '../api/stripe.errors.js';
import { copyOf } from '../copy.js';
import { newPortalConfiguration, usualFeatures } from '../resources/portal-configuration.js';
import type { PortalConfiguration } from '../types.js';
import { prorationIn } from './subscription-terms.js';

type Features = PortalConfiguration['features'];

/** /v1/billing_portal/configurations */
export function portalConfigurationRoutes(api: Api): void {
  const { account } = api;
  const { state, clock } = account;
  const url = '/v1/billing_portal/configurations';

  const getConfiguration = (id: string) => {
    const configuration = state.portalConfigurations[id];
    if (!configuration) throw noSuch('configuration', id);
    return configuration;
  };
  const checkProducts = ({ subscription_update: { products } }: Features) => {
    for (const price of (products ?? []).flatMap(({ prices }) => prices)) {
      if (!state.prices[price]) throw noSuchIn('features[subscription_update][products]', 'price', price);
    }
  };

  api.post(url, ({ params }) => {
    const features = featuresIn(group(params, 'features'), usualFeatures);
    checkProducts(features);
    const configuration = newPortalConfiguration(features, mergeMetadata(params), clock.now());
    state.portalConfigurations[configuration.id] = configuration;
    account.events.record('billing_portal.configuration.created', configuration);
    return configuration;
  });

  api.get(url, ({ params }) => ({
    ...page(Object.values(state.portalConfigurations), params, url, having(params, 'active', 'is_default')),
  }));
  api.get(`${url}/:id`, ({ id }) => getConfiguration(id));

  api.post(`${url}/:id`, ({ id, params }) => {
    const configuration = getConfiguration(id);
    const features = featuresIn(group(params, 'features'), configuration.features);
    checkProducts(features);
    account.change('billing_portal.configuration.updated', configuration, (changing) => {
      changing.features = features;
      changing.active = flag(params, 'active') ?? changing.active;
      changing.metadata = mergeMetadata(params, changing.metadata);
      changing.updated = clock.now();
    });
    return configuration;
  });
}

function featuresIn(asked: Params, kept: Features): Features {
  const features = copyOf(kept);
  for (const name of Object.keys(features) as (keyof Features)[]) {
    features[name].enabled = flag(group(asked, name), 'enabled') ?? features[name].enabled;
  }
  features.customer_update.allowed_updates = listIn(group(asked, 'customer_update'), 'allowed_updates', features);
  const cancel = group(asked, 'subscription_cancel');
  features.subscription_cancel.mode = text(cancel, 'mode') ?? features.subscription_cancel.mode;
  const update = group(asked, 'subscription_update');
  const { subscription_update } = features;
  if ('proration_behavior' in update) subscription_update.proration_behavior = prorationIn(update);
  if ('default_allowed_updates' in update)
    subscription_update.default_allowed_updates = texts(update, 'default_allowed_updates');
  if ('products' in update) {
    subscription_update.products = rows(update, 'products').map((row) => ({
      product: text(row, 'product') ?? '',
      prices: texts(row, 'prices'),
    }));
  }
  const conditions = rows(group(update, 'schedule_at_period_end'), 'conditions');
  if (conditions.length > 0) {
    subscription_update.schedule_at_period_end = {
      conditions: conditions.map((condition) => ({ type: text(condition, 'type') ?? '' })),
    };
  }
  return features;
}

function listIn(asked: Params, name: string, { customer_update }: Features): string[] {
  return name in asked ? texts(asked, name) : customer_update.allowed_updates;
}
