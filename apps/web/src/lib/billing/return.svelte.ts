import { billing } from './billing.svelte.js';
import { standingOf } from './offers.js';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 1500;
/** Between two looks when it takes longer. */
const LATE_PAUSE_MS = 15_000;

/** Waits after a checkout until the plan is the paid one. The address proves nothing: only the API's word counts. */
export class CheckoutReturn {
  state = $state<'none' | 'waiting' | 'done' | 'late' | 'cancelled'>('none');
  #checkoutSession = '';
  #run = 0;

  /** Begins with what the address says after coming back from Stripe. */
  begin(query: URLSearchParams): void {
    const checkoutSession = query.get('checkout_session');
    if (query.get('checkout') === 'cancelled') this.state = 'cancelled';
    else if (checkoutSession) {
      this.#checkoutSession = checkoutSession;
      void this.wait();
    }
  }

  /** Waits patiently at first, and then goes on looking after it has said that it takes long. */
  async wait(): Promise<void> {
    const run = (this.#run += 1);
    const late = Date.now() + PATIENCE_MS;
    this.state = 'waiting';
    for (;;) {
      await billing.refresh(this.#checkoutSession);
      if (run !== this.#run) return;
      if (isPaid()) break;
      if (Date.now() >= late) this.state = 'late';
      await new Promise((resolve) => setTimeout(resolve, this.state === 'late' ? LATE_PAUSE_MS : PAUSE_MS));
    }
    this.state = 'done';
  }

  get isWaiting(): boolean {
    return this.state === 'waiting' || this.state === 'late';
  }

  /** What it said is overtaken by something newer. */
  settle(): void {
    if (this.state === 'done' || this.state === 'cancelled') this.state = 'none';
  }

  stop(): void {
    this.#run += 1;
  }
}

function isPaid(): boolean {
  return !billing.error && billing.status !== null && standingOf(billing.status) === 'subscriber';
}
