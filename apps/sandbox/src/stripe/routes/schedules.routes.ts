import { type Account } from '../account.js';
import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { flag, mergeMetadata, requiredText, text } from '../api/params.js';
import { invalid, noSuch, noSuchIn } from '../api/stripe.errors.js';
import { cancelNow, creditUnusedTime } from '../billing/cancel.js';
import { endSchedule, enterPhase, follow } from '../billing/schedule.js';
import { newSchedule } from '../resources/subscription-schedule.js';
import type { Subscription, SubscriptionSchedule } from '../types.js';
import { phasesIn } from './schedule-phases.js';
import { prorationIn } from './subscription-terms.js';

const endBehaviors = ['release', 'cancel'];

/** /v1/subscription_schedules: for subscriptions that exist already */
export function scheduleRoutes(api: Api): void {
  const { account } = api;
  const { state, clock } = account;
  const url = '/v1/subscription_schedules';

  api.post(url, ({ params }) => {
    const id = requiredText(params, 'from_subscription');
    const subscription = state.subscriptions[id];
    if (!subscription) throw noSuchIn('from_subscription', 'subscription', id);
    if (subscription.schedule) {
      const words = `You cannot migrate a subscription that is already attached to a schedule: \`${subscription.schedule}\`.`;
      throw invalid('from_subscription', words);
    }
    const schedule = newSchedule(subscription, mergeMetadata(params), clock.now());
    follow(account, subscription, schedule);
    return schedule;
  });

  api.get(url, ({ params }) => ({ ...page(Object.values(state.schedules), params, url, having(params, 'customer')) }));

  const getSchedule = (id: string) => {
    const schedule = state.schedules[id];
    if (!schedule) throw noSuch('subscription_schedule', id);
    return schedule;
  };
  const getActive = (id: string) => {
    const schedule = getSchedule(id);
    const subscription = state.subscriptions[schedule.subscription ?? ''];
    if (schedule.status !== 'active' || !subscription) {
      const words = `You cannot update a subscription schedule that is currently in the \`${schedule.status}\` status.`;
      throw invalid('id', words);
    }
    return { schedule, subscription };
  };

  api.get(`${url}/:id`, ({ id }) => getSchedule(id));

  api.post(`${url}/:id`, ({ id, params }) => {
    const { schedule, subscription } = getActive(id);
    const end = text(params, 'end_behavior');
    if (end && !endBehaviors.includes(end)) throw invalid('end_behavior', 'It must be release or cancel.');
    const phases = 'phases' in params ? phasesIn(account, schedule, subscription, params) : schedule.phases;
    account.change('subscription_schedule.updated', schedule, (changing) => {
      changing.metadata = mergeMetadata(params, changing.metadata);
      changing.end_behavior = end ?? changing.end_behavior;
      changing.phases = phases;
    });
    enterCurrentPhase(account, schedule, subscription, prorationIn(params));
    return schedule;
  });

  api.post(`${url}/:id/release`, ({ id }) => {
    const { schedule, subscription } = getActive(id);
    endSchedule(account, subscription, 'released');
    return schedule;
  });

  api.post(`${url}/:id/cancel`, ({ id, params }) => {
    const { schedule, subscription } = getActive(id);
    if (flag(params, 'prorate')) creditUnusedTime(account, subscription, flag(params, 'invoice_now') ?? true);
    cancelNow(account, subscription);
    return schedule;
  });
}

/** After an update: what the phase of today says is true at once. */
function enterCurrentPhase(
  account: Account,
  schedule: SubscriptionSchedule,
  subscription: Subscription,
  proration: ReturnType<typeof prorationIn>,
): void {
  const now = account.clock.now();
  const current = schedule.phases.find((phase) => phase.start_date <= now && now < phase.end_date);
  if (current) enterPhase(account, subscription, schedule, current, proration);
}
