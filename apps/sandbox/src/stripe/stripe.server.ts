import { join } from 'node:path';
import { createEmulator } from 'emulate';
import type { RunningPart } from '../part.js';
import { closeServer, listenOnLoopback } from '../ports.js';
import type { SandboxSecrets } from '../secrets.js';
import type { SandboxSettings } from '../settings.js';
import type { Account } from './account.js';
import { Faults } from './faults/faults.js';
import { proPriceId, yearlyPriceId } from './seed.js';
import { Front } from './server/front.js';
import { SavedState } from './server/saved-state.js';
import { stripeEmulator } from './stripe.emulator.js';

/** The pretend Stripe as it runs, and its faults for a spec in the same process. */
export interface StripePart extends RunningPart {
  faults: Faults;
}

/** Starts the pretend Stripe, with what it remembered when it last stopped. */
export async function startStripe(settings: SandboxSettings, secrets: SandboxSecrets): Promise<StripePart> {
  const faults = new Faults();
  const front = new Front(faults);
  const url = `http://127.0.0.1:${await listenOnLoopback(front.server, settings.firstPort + 9)}`;
  try {
    const close = await open(url, front, settings, secrets);
    return {
      name: 'stripe',
      url,
      note: 'Stripe, stand-in: open it to see events and to move its clock; card 4242 4242 4242 4242',
      environment: {
        STRIPE_SECRET_KEY: secrets.stripeSecretKey,
        STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
        STRIPE_PRICE_ID: proPriceId,
        STRIPE_PRICE_ID_YEARLY: yearlyPriceId,
        STRIPE_API_BASE: url,
      },
      faults,
      close,
    };
  } catch (error) {
    await closeServer(front.server);
    throw error;
  }
}

/** Opens the account behind the front; gives the way to close both. */
async function open(baseUrl: string, front: Front, settings: SandboxSettings, secrets: SandboxSecrets) {
  const saved = new SavedState(join(settings.dataDirectory, 'stripe.json'), baseUrl);
  let account: Account | undefined;
  const save = () => account && saved.saveSoon(account.state);
  const emulator = await createEmulator({
    listen: false,
    baseUrl,
    seed: saved.load(),
    service: stripeEmulator({
      baseUrl,
      appUrl: settings.appUrl,
      secretKey: secrets.stripeSecretKey,
      webhookUrl: settings.webhookUrl,
      webhookSecret: secrets.stripeWebhookSecret,
      extraPriceIds: settings.extraPriceIds,
      faults: front.faults,
      save,
      opened: (opened) => (account = opened),
    }),
  });
  front.open(baseUrl, async (request) => {
    const answer = await emulator.fetch(request);
    save();
    return answer;
  });
  return async () => {
    await Promise.all([closeServer(front.server), emulator.close()]);
    if (account) saved.close(account.state);
  };
}
