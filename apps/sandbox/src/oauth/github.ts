import { createEmulator } from 'emulate';
import type { RunningPart } from '../part.js';
import { onFirstFreePort } from '../ports.js';
import type { SandboxSecrets } from '../secrets.js';
import type { SandboxSettings } from '../settings.js';
import { offerDemoPeopleOnly } from './consent-page.js';
import { startFront, type Exchange } from './front.js';
import { people, peopleWhoMaySignIn } from './people.js';

const clientId = 'turnpike-sandbox-github';

/** Starts the pretend GitHub: its OAuth web flow and the two calls that read who somebody is. */
export async function startGithub(settings: SandboxSettings, secrets: SandboxSecrets): Promise<RunningPart> {
  let emulator: { close(): Promise<void> } | undefined;
  const front = await startFront(
    settings.firstPort + 8,
    (baseUrl) =>
      onFirstFreePort(settings.firstPort + 20, async (port) => {
        emulator = await createEmulator({ service: 'github', port, baseUrl, seed: seedOf(settings, secrets) });
        return `http://127.0.0.1:${port}`;
      }),
    { protectedPaths: ['/user', '/user/emails'], tokenPath: '/login/oauth/access_token', rewrite },
  );
  return {
    name: 'github',
    url: front.url,
    note: 'Sign in with GitHub, stand-in: choose a demo person',
    environment: { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: secrets.githubClientSecret },
    providerUrls: {
      authorization_url: `${front.url}/login/oauth/authorize`,
      token_url: `${front.url}/login/oauth/access_token`,
      userinfo_url: `${front.url}/user`,
      emails_url: `${front.url}/user/emails`,
    },
    demoAccounts: peopleWhoMaySignIn.map(({ name, email }) => ({ provider: 'github', name, email })),
    close: async () => {
      await Promise.all([front.close(), emulator?.close()]);
    },
  };
}

function seedOf(settings: SandboxSettings, secrets: SandboxSecrets) {
  return {
    tokens: {},
    github: {
      users: people.map(({ name, email, login }) => ({ name, email, login })),
      oauth_apps: [
        {
          client_id: clientId,
          client_secret: secrets.githubClientSecret,
          name: 'Turnpike',
          redirect_uris: [`${settings.appUrl}/auth/oauth/github/callback`],
        },
      ],
    },
  };
}

function rewrite({ url, status, body }: Exchange): string {
  if (status !== 200) return body;
  if (url.pathname === '/login/oauth/authorize') return offerDemoPeopleOnly(body, url.searchParams);
  if (url.pathname !== '/user/emails') return body;
  // The emulator calls every address verified; GitHub lists unconfirmed ones too.
  const emails = JSON.parse(body) as { email: string; verified: boolean }[];
  const confirmed = new Set(peopleWhoMaySignIn.map((person) => person.email));
  return JSON.stringify(emails.map((entry) => ({ ...entry, verified: confirmed.has(entry.email) })));
}
