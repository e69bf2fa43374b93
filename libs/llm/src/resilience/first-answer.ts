import { setTimeout as wait } from 'node:timers/promises';
import { LlmTimeout, LlmUnavailable, type LlmFailure } from '../llm.errors.js';
import type { ModelMessage } from '../model-client.js';
import type { ModelRoute } from '../providers/model-route.js';
import { ModelCall } from './model-call.js';

const RETRY_AFTER_MS = 200;
const WORTH_A_RETRY = new Set<LlmFailure>(['connection', 'server_error', 'bad_answer']);

/**
 * Tries models in order until one has a first token. One failure that may heal is tried again, once for the whole question;
 * every further one goes to the next model. Only a request that a provider finds invalid goes nowhere: it is no better
 * elsewhere. How long all of it may take is the signal's business.
 */
export async function firstAnswer(
  routes: readonly ModelRoute[],
  messages: ModelMessage[],
  signal: AbortSignal,
): Promise<ModelCall> {
  let mayRetry = true;
  let failure: unknown;
  for (let at = 0; at < routes.length;) {
    const route = routes[at]!;
    const call = new ModelCall(route);
    try {
      await call.open({ model: route.model.providerModel, messages, signal });
      if (at > 0) route.countFallback();
      return call;
    } catch (error) {
      failure = error;
      await call.fail(error);
    }
    if (signal.aborted || !mayHealElsewhere(failure)) break;
    if (mayRetry && mayHeal(failure)) {
      mayRetry = false;
      await wait(RETRY_AFTER_MS, undefined, { signal });
      route.countRetry();
    } else at += 1;
  }
  throw failure;
}

const mayHeal = (error: unknown) => error instanceof LlmUnavailable && WORTH_A_RETRY.has(error.failure);

const mayHealElsewhere = (error: unknown) =>
  error instanceof LlmUnavailable ? error.failure !== 'rejected' : error instanceof LlmTimeout;
