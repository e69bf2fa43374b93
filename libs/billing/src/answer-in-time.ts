import { within } from './stripe/stripe.client.js';

/** The actor gets an answer within 10 s, however slow Stripe is; what the rest of the program needs fits in the difference. */
const ANSWER_MS = 8000;

/** Waits for work that needs Stripe, and no longer than an actor should. The work itself goes on to its end. */
export const answerInTime = <T>(work: Promise<T>): Promise<T> => within(ANSWER_MS, work);
