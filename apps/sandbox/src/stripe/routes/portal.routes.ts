import type { Account } from '../account.js';
import type { Api } from '../api/api.js';
import { group, integer, requiredText, rows, text, type Params } from '../api/params.js';
import { invalid, missing, noSuchIn } from '../api/stripe.errors.js';
import { checkReturnUrl } from '../api/urls.js';
import { newPortalSession } from '../resources/portal-session.js';
import { portalFlows, type PortalFlow, type PortalFlowType } from '../types.js';
import { priceNamed } from './catalogue.routes.js';
import { customerIn } from './customers.routes.js';

/** /v1/billing_portal/sessions */
export function portalRoutes(api: Api): void {
  const { account } = api;
  api.post('/v1/billing_portal/sessions', ({ params }) => {
    const customer = customerIn(account, params);
    if (!customer) throw missing('customer');
    const session = newPortalSession(
      {
        configuration: configurationIn(account, params),
        customer: customer.id,
        returnUrl: checkReturnUrl(text(params, 'return_url') ?? account.appUrl, 'return_url', account.appUrl),
        flow: 'flow_data' in params ? flowIn(account, customer.id, group(params, 'flow_data')) : null,
        baseUrl: account.baseUrl,
      },
      account.clock.now(),
    );
    account.state.portalSessions[session.id] = session;
    return session;
  });
}

function configurationIn(account: Account, params: Params): string {
  const id = text(params, 'configuration');
  if (id && !account.state.portalConfigurations[id]) throw noSuchIn('configuration', 'configuration', id);
  return id ?? 'bpc_sandbox';
}

function flowIn(account: Account, customer: string, data: Params): PortalFlow {
  const type = requiredText(data, 'type');
  if (!portalFlows.some((flow) => flow === type)) {
    throw invalid('flow_data[type]', `Invalid flow_data[type]: must be one of ${portalFlows.join(', ')}`);
  }
  const subscription = () => subscriptionIn(account, customer, data, type);
  return {
    type: type as PortalFlowType,
    after_completion: afterCompletion(account, group(data, 'after_completion')),
    subscription_cancel: type === 'subscription_cancel' ? { ...subscription(), retention: null } : null,
    subscription_update: type === 'subscription_update' ? subscription() : null,
    subscription_update_confirm:
      type === 'subscription_update_confirm'
        ? { ...subscription(), items: itemsIn(account, group(data, type)), discounts: null }
        : null,
  };
}

function itemsIn(account: Account, data: Params) {
  const param = 'flow_data[subscription_update_confirm][items]';
  const items = rows(data, 'items').map((item) => ({
    id: requiredText(item, 'id'),
    price: priceNamed(account, text(item, 'price'), `${param}[0][price]`).id,
    quantity: integer(item, 'quantity') ?? 1,
  }));
  if (items.length !== 1) throw items.length === 0 ? missing(param) : invalid(param, 'It must have one entry.');
  return items;
}

function subscriptionIn(account: Account, customer: string, data: Params, type: string): { subscription: string } {
  const param = `flow_data[${type}][subscription]`;
  const subscription = text(group(data, type), 'subscription');
  if (!subscription) throw missing(param);
  const found = account.state.subscriptions[subscription];
  if (found?.customer !== customer) throw noSuchIn(param, 'subscription', subscription);
  if (found.status === 'canceled') throw invalid(param, 'This subscription has been canceled.');
  return { subscription };
}

function afterCompletion(account: Account, data: Params): PortalFlow['after_completion'] {
  const type = text(data, 'type') ?? 'portal_homepage';
  const url = text(group(data, 'redirect'), 'return_url');
  if (type === 'redirect' && !url) throw missing('flow_data[after_completion][redirect][return_url]');
  const redirect =
    type === 'redirect' && url ? { return_url: checkReturnUrl(url, 'return_url', account.appUrl) } : null;
  const message = text(group(data, 'hosted_confirmation'), 'custom_message');
  return { type, redirect, hosted_confirmation: type === 'hosted_confirmation' ? { custom_message: message } : null };
}
