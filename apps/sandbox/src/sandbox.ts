import { startGithub } from './oauth/github.js';
import { startGoogle } from './oauth/google.js';
import { startLlm } from './llm/llm.server.js';
import { startMail } from './mail/mail.server.js';
import type { DemoAccount, PartName, ProviderUrls, RunningPart } from './part.js';
import { loadSecrets, type SandboxSecrets } from './secrets.js';
import type { SandboxSettings } from './settings.js';
import { startStripe } from './stripe/stripe.server.js';

/** What the supervisor is told once every part listens. */
export interface ReadyMessage {
  type: 'ready';
  environment: Record<string, string>;
  oauthProviders: Record<string, ProviderUrls>;
  parts: { name: PartName; url: string; note: string }[];
  demoAccounts: DemoAccount[];
}

type Starter = (settings: SandboxSettings, secrets: SandboxSecrets) => Promise<RunningPart>;

const starters: Record<PartName, Starter> = {
  google: startGoogle,
  github: startGithub,
  stripe: startStripe,
  llm: startLlm,
  mail: startMail,
};

/** Starts the parts asked for, one after the other so that ports come out the same every time. */
export async function startSandbox(settings: SandboxSettings) {
  const secrets = loadSecrets(settings.dataDirectory);
  const running: RunningPart[] = [];
  const close = async () => {
    await Promise.allSettled(running.map((part) => part.close()));
  };
  try {
    for (const name of settings.parts) running.push(await starters[name](settings, secrets));
  } catch (error) {
    await close();
    throw error;
  }
  return { ready: describe(running), close };
}

function describe(running: RunningPart[]): ReadyMessage {
  return {
    type: 'ready',
    environment: Object.assign({}, ...running.map((part) => part.environment)),
    oauthProviders: Object.fromEntries(
      running.flatMap((part) => (part.providerUrls ? [[part.name, part.providerUrls]] : [])),
    ),
    parts: running.map(({ name, url, note }) => ({ name, url, note })),
    demoAccounts: running.flatMap((part) => part.demoAccounts ?? []),
  };
}
