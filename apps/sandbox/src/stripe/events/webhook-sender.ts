import type { StripeState } from '../state.js';
import type { Delivery } from '../types.js';
import { inShapeOf } from './older-shape.js';
import { signatureOf } from './signature.js';

const giveUpAfterMs = 3 * 86_400_000;
const attemptTimeoutMs = 10_000;
const longestPauseMs = 60_000;
const atOnce = 64;

/**
 * Posts queued events to their endpoints until each is answered with a 2xx, for three days, with growing pauses. One
 * that keeps failing holds up no other.
 */
export class WebhookSender {
  private timer: NodeJS.Timeout | undefined;
  private readonly underWay = new Set<Delivery>();

  /** `changed` is called when a delivery's fate has altered the state, so that it can be saved. */
  constructor(
    private readonly state: StripeState,
    private readonly signal: AbortSignal,
    private readonly changed: () => void,
  ) {
    signal.addEventListener('abort', () => clearTimeout(this.timer));
  }

  /** Sends what is due and sets a timer for what is not. */
  sendDue(): void {
    clearTimeout(this.timer);
    if (this.signal.aborted) return;
    const now = Date.now();
    const waiting = this.state.deliveries.filter((delivery) => !this.underWay.has(delivery));
    const due = waiting
      .filter((entry) => entry.nextAttemptAtMs <= now)
      .sort((a, b) => a.nextAttemptAtMs - b.nextAttemptAtMs);
    // The rest has its turn when one of these is done.
    for (const delivery of due.slice(0, atOnce - this.underWay.size)) void this.attempt(delivery);
    const next = Math.min(...waiting.map((entry) => entry.nextAttemptAtMs).filter((at) => at > now));
    if (Number.isFinite(next)) this.timer = setTimeout(() => this.sendDue(), next - now).unref();
  }

  private async attempt(delivery: Delivery): Promise<void> {
    this.underWay.add(delivery);
    const accepted = await this.post(delivery);
    this.underWay.delete(delivery);
    if (this.signal.aborted) return;
    delivery.attempts++;
    const now = Date.now();
    if (accepted || now - delivery.firstAttemptAtMs > giveUpAfterMs) this.settle(delivery, accepted);
    else delivery.nextAttemptAtMs = now + Math.min(longestPauseMs, 500 * 2 ** Math.min(delivery.attempts, 10));
    this.changed();
    this.sendDue();
  }

  private async post(delivery: Delivery): Promise<boolean> {
    const event = this.state.events[delivery.event];
    const endpoint = this.state.webhookEndpoints[delivery.endpoint];
    const secret = this.state.webhookSecrets[delivery.endpoint];
    if (!event || !endpoint || !secret) return true;
    const second = delivery.endpoint === 'we_sandbox' ? this.state.secondWebhookSecret : null;
    const secrets = second ? [second, secret] : [secret];
    const body = JSON.stringify(inShapeOf(event, endpoint.api_version), null, 2);
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          // Receivers compare this with their own clock, so it is the real time wherever the sandbox's clock stands.
          'stripe-signature': signatureOf(body, secrets, Math.floor(Date.now() / 1000)),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(attemptTimeoutMs)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  private settle(delivery: Delivery, accepted: boolean): void {
    this.state.deliveries.splice(this.state.deliveries.indexOf(delivery), 1);
    const event = this.state.events[delivery.event];
    if (event && accepted) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
  }
}
