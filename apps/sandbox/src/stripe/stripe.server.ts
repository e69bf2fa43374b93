import { join } from 'node:path';
import { createEmulator, filePersistence } from 'emulate';
import type { RunningPart } from '../part.js';
import { onFirstFreePort } from '../ports.js';
import type { SandboxSecrets } from '../secrets.js';
import type { SandboxSettings } from '../settings.js';
import { proPriceId } from './seed.js';
import { stripeEmulator } from './stripe.emulator.js';

/** Starts the pretend Stripe, with what it remembered when it last stopped. */
export async function startStripe(settings: SandboxSettings, secrets: SandboxSecrets): Promise<RunningPart> {
  const emulator = await onFirstFreePort(settings.firstPort + 9, (port) => listen(port, settings, secrets));
  return {
    name: 'stripe',
    url: emulator.url,
    note: 'Stripe, stand-in: open it to see events and to move its clock; card 4242 4242 4242 4242',
    environment: {
      STRIPE_SECRET_KEY: secrets.stripeSecretKey,
      STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
      STRIPE_PRICE_ID: proPriceId,
      STRIPE_API_BASE: emulator.url,
    },
    close: () => emulator.close(),
  };
}

async function listen(port: number, settings: SandboxSettings, secrets: SandboxSecrets) {
  const baseUrl = `http://127.0.0.1:${port}`;
  let save: () => void = () => undefined;
  const emulator = await createEmulator({
    port,
    baseUrl,
    persistence: persistenceAt(join(settings.dataDirectory, 'stripe.json'), baseUrl),
    service: stripeEmulator({
      baseUrl,
      appUrl: settings.appUrl,
      secretKey: secrets.stripeSecretKey,
      webhookUrl: settings.webhookUrl,
      webhookSecret: secrets.stripeWebhookSecret,
      extraPriceIds: settings.extraPriceIds,
      save: () => save(),
    }),
  });
  // The emulator writes its state with every request and at no other time, so saving is asking it anything.
  save = () => {
    emulator
      .request('/_sandbox/state')
      .then((answer) => answer.text())
      // While it is being stopped it may refuse; stopping saves the state anyway.
      .catch(() => undefined);
  };
  return emulator;
}

/** The state on disk; links in it follow the sandbox to another port. */
function persistenceAt(file: string, baseUrl: string) {
  const onDisk = filePersistence(file);
  return {
    save: (data: string) => onDisk.save(data),
    load: async () => {
      const data = await onDisk.load();
      if (data === null) return null;
      const former = formerBaseUrl(file, data);
      return former ? data.replaceAll(former, baseUrl) : data;
    },
  };
}

function formerBaseUrl(file: string, data: string): string | undefined {
  try {
    return (JSON.parse(data) as { state: { baseUrl?: string } }).state.baseUrl;
  } catch {
    throw new Error(`${file} cannot be read as JSON; delete it and the pretend Stripe starts empty.`);
  }
}
