import { DiscoveryService } from '@nestjs/core';
import type { Stripe } from 'stripe';
import type { EntityManager } from 'typeorm';

export type StripeEvent<T extends Stripe.Event['type']> = Extract<Stripe.Event, { type: T }>;

/** What runs for an event. What it writes through `transaction` is stored together with the fact that the event is done. */
export type StripeEventHandler<T extends Stripe.Event['type']> = (
  event: StripeEvent<T>,
  transaction: EntityManager,
) => unknown;

export const stripeEventTypes = DiscoveryService.createDecorator<Stripe.Event['type'][]>();

/**
 * Runs the method of a provider when Stripe sends an event of such a type. A misspelt type or a wrong payload does not
 * compile. It may run more than once for one event, and events arrive in any order: read again what the event is about.
 */
export const OnStripeEvent = <T extends Stripe.Event['type']>(...types: T[]) =>
  stripeEventTypes(types) as <M extends StripeEventHandler<T>>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<M>,
  ) => void;
