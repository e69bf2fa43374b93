import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderKeys } from './provider-tokens.js';
import { userinfoOf } from './provider-person.js';
import type { TestProvider } from './provider-behaviour.js';

export const CLIENT = { id: 'client-1', secret: 'client-secret-of-this-test-provider-1' };

interface Grant {
  challenge: string | null;
  nonce: string | null;
  redirectUri: string;
}

/** The codes of the test provider: given to browsers, each exchanged once for tokens. */
export class ProviderGrants {
  private readonly grants = new Map<string, Grant>();

  constructor(
    private readonly provider: TestProvider,
    private readonly keys: ProviderKeys,
  ) {}

  /** Where the browser is sent back to. */
  authorize(asked: URLSearchParams): string {
    const redirectUri = asked.get('redirect_uri')!;
    const back = new URL(redirectUri);
    back.searchParams.set('state', asked.get('state') ?? '');
    for (const [name, value] of Object.entries(this.provider.extra)) back.searchParams.set(name, value);
    if (this.provider.denies) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(8).toString('hex');
      this.grants.set(code, { challenge: asked.get('code_challenge'), nonce: asked.get('nonce'), redirectUri });
      back.searchParams.set('code', code);
    }
    return back.href;
  }

  /** Null when anything about the request is wrong. A code is used up even then. */
  async exchange(form: URLSearchParams, headers: IncomingHttpHeaders): Promise<object | null> {
    const grant = this.grants.get(form.get('code') ?? '');
    this.grants.delete(form.get('code') ?? '');
    if (!grant || !isOurClient(form, headers) || grant.redirectUri !== form.get('redirect_uri')) return null;
    if (!this.provider.ignoresPkce && !isProven(grant, form.get('code_verifier'))) return null;
    const access_token = `token-${randomBytes(16).toString('hex')}`;
    const id_token = await this.idToken(grant);
    this.provider.given.push(access_token, id_token);
    return { access_token, id_token, token_type: 'bearer', expires_in: 3600 };
  }

  private async idToken({ nonce }: Grant): Promise<string> {
    const { person, url, idTokenClaims, idTokenFault } = this.provider;
    const now = Math.floor(Date.now() / 1000);
    const { sub, name, email, email_verified } = userinfoOf(person);
    const usual = { iss: url, aud: CLIENT.id, sub, name, email, email_verified, nonce, iat: now, exp: now + 300 };
    return this.keys.sign({ ...usual, ...idTokenClaims }, CLIENT.secret, idTokenFault);
  }
}

function isOurClient(form: URLSearchParams, { authorization }: IncomingHttpHeaders): boolean {
  const basic = Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64');
  if (authorization) return authorization === `Basic ${basic}`;
  return form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret;
}

const isProven = ({ challenge }: Grant, verifier: string | null) =>
  createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url') === challenge;
