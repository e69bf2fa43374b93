import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '@app/platform';
import { Stripe } from 'stripe';
import { BillingConfig, stripeModeOf } from '../billing.config.js';
import { InvalidSignature, WrongMode } from '../billing.errors.js';

/** How far the signature's clock may be from ours, in either direction. */
const TOLERANCE_SECONDS = 300;

/** Decides whether bytes are an event that Stripe signed for us. */
@Injectable()
export class WebhookSignature {
  constructor(private readonly config: BillingConfig) {}

  /** Returns the event. Throws `InvalidSignature`, `WrongMode`, or `InvalidRequest` for signed bytes that are no event. */
  verify(bytes: Buffer | undefined, header: string | undefined, now = Date.now()): Stripe.Event {
    if (!bytes || !header || !isTimely(header, now)) throw new InvalidSignature();
    const signed = this.config.stripeWebhookSecrets.some((secret) => isSigned(bytes, header, secret, now));
    if (!signed) throw new InvalidSignature();
    const event = parse(bytes);
    if (event.livemode !== (stripeModeOf(this.config) === 'live')) throw new WrongMode();
    return event;
  }
}

function isSigned(bytes: Buffer, header: string, secret: string, now: number): boolean {
  try {
    return Stripe.webhooks.signature!.verifyHeader(bytes, header, secret, TOLERANCE_SECONDS, undefined, now);
  } catch {
    return false;
  }
}

/** The SDK refuses old timestamps only, so those of the future are refused here. */
function isTimely(header: string, now: number): boolean {
  const stamps = header.split(',').filter((part) => part.startsWith('t='));
  const skew = (stamp: string) => Math.abs(Math.floor(now / 1000) - Number(stamp.slice(2)));
  return stamps.length > 0 && stamps.every((stamp) => skew(stamp) <= TOLERANCE_SECONDS);
}

function parse(bytes: Buffer): Stripe.Event {
  try {
    const event = JSON.parse(bytes.toString('utf8')) as Partial<Stripe.Event> | null;
    const isEvent = event?.object === 'event' && typeof event.id === 'string' && typeof event.type === 'string';
    if (isEvent && typeof event.created === 'number' && event.data?.object) return event as Stripe.Event;
  } catch {
    // Signed, but not JSON: the same answer as for JSON that is no event.
  }
  throw new InvalidRequest('The body is not an event.');
}
