import type { Account } from '../account.js';
import type { Api } from '../api/api.js';
import { group, requiredText, text, type Params } from '../api/params.js';
import { invalid, missing, noSuchIn } from '../api/stripe.errors.js';
import { checkReturnUrl } from '../api/urls.js';
import { newPortalSession } from '../resources/portal-session.js';
import type { PortalFlow, PortalFlowType } from '../types.js';
import { customerIn } from './customers.routes.js';

const flowTypes: readonly string[] = ['payment_method_update', 'subscription_cancel', 'subscription_update'];

/** /v1/billing_portal/sessions */
export function portalRoutes(api: Api): void {
  const { account } = api;
  api.post('/v1/billing_portal/sessions', ({ params }) => {
    const customer = customerIn(account, params);
    if (!customer) throw missing('customer');
    const session = newPortalSession(
      {
        customer: customer.id,
        returnUrl: checkReturnUrl(text(params, 'return_url') ?? account.appUrl, 'return_url', account.appUrl),
        flow: 'flow_data' in params ? flowIn(account, group(params, 'flow_data')) : null,
        baseUrl: account.baseUrl,
      },
      account.clock.now(),
    );
    account.state.portalSessions[session.id] = session;
    return session;
  });
}

function flowIn(account: Account, data: Params): PortalFlow {
  const type = requiredText(data, 'type');
  if (!flowTypes.includes(type)) {
    throw invalid('flow_data[type]', `Invalid flow_data[type]: must be one of ${flowTypes.join(', ')}`);
  }
  return {
    type: type as PortalFlowType,
    after_completion: afterCompletion(account, group(data, 'after_completion')),
    subscription_cancel:
      type === 'subscription_cancel' ? { ...subscriptionIn(account, data, type), retention: null } : null,
    subscription_update: type === 'subscription_update' ? subscriptionIn(account, data, type) : null,
    subscription_update_confirm: null,
  };
}

function subscriptionIn(account: Account, data: Params, type: string): { subscription: string } {
  const param = `flow_data[${type}][subscription]`;
  const subscription = text(group(data, type), 'subscription');
  if (!subscription) throw missing(param);
  if (!account.state.subscriptions[subscription]) throw noSuchIn(param, 'subscription', subscription);
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
