import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { flag, group, integer, mergeMetadata, requiredText, text, type Params } from '../api/params.js';
import { invalid, missing, noSuch, noSuchIn } from '../api/stripe.errors.js';
import { newId } from '../ids.js';
import { newCoupon, newPromotionCode } from '../resources/discount.js';
import type { Coupon } from '../types.js';
import { customerIn } from './customers.routes.js';

/** /v1/coupons and /v1/promotion_codes */
export function discountRoutes(api: Api): void {
  const { account } = api;
  const { state, events, clock } = account;

  api.post('/v1/coupons', ({ params }) => {
    const id = text(params, 'id') ?? newId('', 8).slice(1);
    if (state.coupons[id]) throw invalid('id', 'Coupon already exists.', 'resource_already_exists');
    const coupon = newCoupon({ id, ...reductionIn(params), metadata: mergeMetadata(params) }, clock.now());
    state.coupons[id] = coupon;
    events.record('coupon.created', coupon);
    return coupon;
  });

  const getCoupon = (id: string) => {
    const coupon = state.coupons[id];
    if (!coupon) throw noSuch('coupon', id);
    return coupon;
  };

  api.get('/v1/coupons', ({ params }) => ({ ...page(Object.values(state.coupons), params, '/v1/coupons') }));
  api.get('/v1/coupons/:id', ({ id }) => getCoupon(id));

  api.delete('/v1/coupons/:id', ({ id }) => {
    // It stays with those who have it; nobody else can get it.
    account.change('coupon.deleted', getCoupon(id), (coupon) => {
      coupon.valid = false;
    });
    return { id, object: 'coupon', deleted: true };
  });

  api.post('/v1/promotion_codes', ({ params }) => {
    const promotion = group(params, 'promotion');
    const coupon = text(promotion, 'coupon') ?? requiredText(params, 'coupon');
    if (!state.coupons[coupon]) throw noSuchIn('promotion[coupon]', 'coupon', coupon);
    const made = newPromotionCode(
      {
        code: text(params, 'code') ?? newId('', 8).slice(1).toUpperCase(),
        coupon,
        customer: customerIn(account, params)?.id ?? null,
        expiresAt: integer(params, 'expires_at'),
        maxRedemptions: integer(params, 'max_redemptions'),
        metadata: mergeMetadata(params),
      },
      clock.now(),
    );
    state.promotionCodes[made.id] = made;
    events.record('promotion_code.created', made);
    return made;
  });

  const getCode = (id: string) => {
    const code = state.promotionCodes[id];
    if (!code) throw noSuch('promotion code', id);
    return code;
  };

  api.get('/v1/promotion_codes', ({ params }) => {
    const has = having(params, 'code', 'active', 'customer');
    return { ...page(Object.values(state.promotionCodes), params, '/v1/promotion_codes', has) };
  });
  api.get('/v1/promotion_codes/:id', ({ id }) => getCode(id));

  api.post('/v1/promotion_codes/:id', ({ id, params }) => {
    account.change('promotion_code.updated', getCode(id), (code) => {
      code.active = flag(params, 'active') ?? code.active;
      code.metadata = mergeMetadata(params, code.metadata);
    });
    return getCode(id);
  });
}

type Reduction = Omit<Parameters<typeof newCoupon>[0], 'id' | 'metadata'>;

function reductionIn(params: Params): Reduction {
  const percent = text(params, 'percent_off');
  const percent_off = percent === null ? null : Number(percent);
  if (percent_off !== null && !(percent_off > 0 && percent_off <= 100)) {
    throw invalid('percent_off', 'Invalid percent off: it must be greater than 0 and at most 100.');
  }
  const amount_off = integer(params, 'amount_off');
  if ((percent_off === null) === (amount_off === null)) throw missing('percent_off');
  const duration = (text(params, 'duration') ?? 'once') as Coupon['duration'];
  if (!['once', 'repeating', 'forever'].includes(duration)) throw invalid('duration', `Invalid duration: ${duration}`);
  const duration_in_months = duration === 'repeating' ? integer(params, 'duration_in_months') : null;
  if (duration === 'repeating' && !duration_in_months) throw missing('duration_in_months');
  return {
    percent_off,
    amount_off,
    currency: amount_off === null ? null : requiredText(params, 'currency'),
    duration,
    duration_in_months,
    name: text(params, 'name'),
    max_redemptions: integer(params, 'max_redemptions'),
    redeem_by: integer(params, 'redeem_by'),
  };
}
