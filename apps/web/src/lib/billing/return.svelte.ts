import { billing } from './billing.svelte.js';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 1500;

/** Waits after a checkout until the plan is the paid one. The address proves nothing: only the API's word counts. */
export class CheckoutReturn {
  state = $state<'none' | 'waiting' | 'done' | 'late' | 'cancelled'>('none');
  #checkoutSession = '';
  #over = false;

  /** Begins with what the address says after coming back from Stripe. */
  begin(query: URLSearchParams): void {
    const checkoutSession = query.get('checkout_session');
    if (query.get('checkout') === 'cancelled') this.state = 'cancelled';
    else if (checkoutSession) {
      this.#checkoutSession = checkoutSession;
      void this.wait();
    }
  }

  async wait(): Promise<void> {
    this.state = 'waiting';
    const end = Date.now() + PATIENCE_MS;
    while (!this.#over && Date.now() < end) {
      await billing.refresh(this.#checkoutSession);
      if (isPaid()) {
        this.state = 'done';
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    this.state = 'late';
  }

  /** What it said is overtaken by something newer. */
  settle(): void {
    if (this.state === 'done' || this.state === 'cancelled') this.state = 'none';
  }

  stop(): void {
    this.#over = true;
  }
}

function isPaid(): boolean {
  return (
    !billing.error && ['active', 'trialing'].includes(billing.status?.status ?? '') && billing.status?.plan !== 'free'
  );
}
