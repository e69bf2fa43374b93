/** What the pretend Stripe answers instead of an object. */
export class PretendRefusal extends Error {
  constructor(
    readonly status: number,
    readonly error: { type: string; code?: string; param?: string; message: string },
  ) {
    super(error.message);
  }
}

export const invalid = (message: string, code?: string) =>
  new PretendRefusal(400, { type: 'invalid_request_error', message, ...(code ? { code } : {}) });

export const declined = () =>
  new PretendRefusal(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
