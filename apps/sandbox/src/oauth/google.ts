import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createEmulator } from 'emulate';
import type { RunningPart } from '../part.js';
import { onFirstFreePort } from '../ports.js';
import type { SandboxSecrets } from '../secrets.js';
import type { SandboxSettings } from '../settings.js';
import { offerDemoPeopleOnly } from './consent-page.js';
import { startFront, type Exchange } from './front.js';
import { people, peopleWhoMaySignIn } from './people.js';

const clientId = 'turnpike-sandbox.apps.googleusercontent.example';

/** Starts the pretend Google: OAuth 2.0 and OpenID Connect, with the demo people to choose from. */
export async function startGoogle(settings: SandboxSettings, secrets: SandboxSecrets): Promise<RunningPart> {
  let emulator: { close(): Promise<void> } | undefined;
  const front = await startFront(
    settings.firstPort + 7,
    (baseUrl) =>
      onFirstFreePort(settings.firstPort + 20, async (port) => {
        emulator = await createEmulator({ service: 'google', port, baseUrl, seed: seedOf(settings, secrets) });
        return `http://127.0.0.1:${port}`;
      }),
    {
      protectedPaths: ['/oauth2/v2/userinfo'],
      tokenPath: '/oauth2/token',
      rewrite: rewriteWith(new IdTokenSigner()),
    },
  );
  return {
    name: 'google',
    url: front.url,
    note: 'Sign in with Google, stand-in: choose a demo person',
    environment: { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: secrets.googleClientSecret },
    providerUrls: {
      authorization_url: `${front.url}/o/oauth2/v2/auth`,
      token_url: `${front.url}/oauth2/token`,
      userinfo_url: `${front.url}/oauth2/v2/userinfo`,
    },
    demoAccounts: peopleWhoMaySignIn.map(({ name, email }) => ({ provider: 'google', name, email })),
    close: async () => {
      await Promise.all([front.close(), emulator?.close()]);
    },
  };
}

function seedOf(settings: SandboxSettings, secrets: SandboxSecrets) {
  return {
    tokens: {},
    google: {
      users: people.map(({ name, email, emailVerified }) => ({ name, email, email_verified: emailVerified, hd: '' })),
      oauth_clients: [
        {
          client_id: clientId,
          client_secret: secrets.googleClientSecret,
          name: 'Turnpike',
          redirect_uris: [`${settings.appUrl}/auth/oauth/google/callback`],
        },
      ],
    },
  };
}

function rewriteWith(signer: IdTokenSigner) {
  return ({ url, status, body }: Exchange): string => {
    if (status !== 200) return body;
    switch (url.pathname) {
      case '/o/oauth2/v2/auth':
        return offerDemoPeopleOnly(body, url.searchParams);
      case '/oauth2/v3/certs':
        return JSON.stringify({ keys: [signer.publicKey] });
      case '/oauth2/v2/userinfo':
        return JSON.stringify(withLastingSubject(JSON.parse(body) as Claims));
      case '/oauth2/token': {
        const tokens = JSON.parse(body) as { id_token?: string };
        return tokens.id_token ? JSON.stringify({ ...tokens, id_token: signer.resign(tokens.id_token) }) : body;
      }
      default:
        return body;
    }
  };
}

interface Claims {
  sub: string;
  email: string;
}

/** The emulator draws a new subject for everybody at each start; Google's stay for life. This one follows the address. */
function withLastingSubject<T extends Claims>(claims: T): T {
  const digest = createHash('sha256').update(claims.email).digest('hex').slice(0, 16);
  return { ...claims, sub: BigInt(`0x${digest}`).toString().padStart(21, '1') };
}

class IdTokenSigner {
  private readonly keyId = 'sandbox-google-1';
  private readonly privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  readonly publicKey = {
    ...createPublicKey(this.privateKey).export({ format: 'jwk' }),
    kid: this.keyId,
    use: 'sig',
    alg: 'RS256',
  };

  resign(idToken: string): string {
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as Claims;
    const signed = [{ alg: 'RS256', kid: this.keyId, typ: 'JWT' }, withLastingSubject(claims)]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.privateKey).toString('base64url')}`;
  }
}
