import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { jest } from '@jest/globals';
import { postForm, started } from '../../test/started.js';
import { startGithub } from './github.js';
import { startGoogle } from './google.js';

const verifier = 'a-verifier-of-at-least-forty-three-characters-in-length';
const challenge = createHash('sha256').update(verifier).digest('base64url');

/** The fields of the form whose button carries this text. */
function formOf(page: string, text: string): Record<string, string> {
  const form = (page.match(/<form[\s\S]*?<\/form>/g) ?? []).find((candidate) => candidate.includes(text)) ?? '';
  const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  return Object.fromEntries(fields) as Record<string, string>;
}

const providers = [
  {
    name: 'google',
    start: startGoogle,
    callback: 'http://localhost:8000/auth/oauth/google/callback',
    submitPath: '/o/oauth2/v2/auth/callback',
    id: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
    subject: 'sub',
  },
  {
    name: 'github',
    start: startGithub,
    callback: 'http://localhost:8000/auth/oauth/github/callback',
    submitPath: '/login/oauth/callback',
    id: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
    subject: 'id',
  },
] as const;

describe.each(providers)('the pretend $name', ({ start, callback, submitPath, id, subject }) => {
  let sandbox: Awaited<ReturnType<typeof started>>;

  beforeAll(async () => {
    sandbox = await started(start);
  });

  afterAll(() => sandbox.stop());

  const urls = () => sandbox.part().providerUrls ?? {};
  const client = () => id.map((name) => sandbox.part().environment[name] as string) as [string, string];

  function consentPage(redirectUri: string = callback) {
    const query = new URLSearchParams({
      client_id: client()[0],
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid email profile',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    return fetch(`${urls().authorization_url}?${query}`);
  }

  async function codeFor(person: string) {
    const form = formOf(await (await consentPage()).text(), person);
    const answer = await postForm(sandbox.part().url + submitPath, form);
    const location = new URL(answer.headers.get('location') as string);
    expect(location.origin + location.pathname).toBe(callback);
    expect(location.searchParams.get('state')).toBe('the-state');
    return location.searchParams.get('code') as string;
  }

  async function tokensFor(code: string, secret = client()[1]) {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client()[0],
      client_secret: secret,
      redirect_uri: callback,
      code_verifier: verifier,
      code,
    });
    const answer = await fetch(urls().token_url as string, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body,
    });
    return (await answer.json()) as { access_token?: string; id_token?: string; error?: string };
  }

  async function read(url: string | undefined, token: string) {
    return fetch(url as string, { headers: { authorization: `Bearer ${token}` } });
  }

  async function profileOf(person: string) {
    const { access_token } = await tokensFor(await codeFor(person));
    return (await (await read(urls().userinfo_url, access_token as string)).json()) as Record<string, unknown>;
  }

  it('offers the demo people and nobody else', async () => {
    const page = await (await consentPage()).text();
    for (const name of ['Ada Lovelace', 'Grace Hopper', 'Alan Turing']) expect(page).toContain(name);
    expect(page).not.toMatch(/ghost|admin@localhost|testuser/);
  });

  it('lets a person sign in and says who it is', async () => {
    const profile = await profileOf('Ada Lovelace');
    expect(profile).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' });
    expect(profile[subject]).toBeTruthy();
  });

  it('calls a person by the same id after a restart', async () => {
    const before = await profileOf('Grace Hopper');
    await sandbox.restart({ firstPort: sandbox.settings.firstPort + 50 });
    const after = await profileOf('Grace Hopper');
    expect(after[subject]).toBe(before[subject]);
    expect((await profileOf('Ada Lovelace'))[subject]).not.toBe(before[subject]);
  });

  it('sends somebody who cancels back with access_denied', async () => {
    const form = formOf(await (await consentPage()).text(), 'Cancel');
    expect(form).toEqual({ error: 'access_denied', state: 'the-state' });
  });

  it('refuses a redirect to another site', async () => {
    jest.spyOn(console, 'warn').mockReturnValue();
    const answer = await consentPage('http://localhost:9999/elsewhere');
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('<form');
  });

  it('gives no token for a wrong secret or a code that was used', async () => {
    const code = await codeFor('Alan Turing');
    expect(await tokensFor(code, 'wrong')).not.toHaveProperty('access_token');
    expect(await tokensFor(code)).toHaveProperty('access_token');
    expect(await tokensFor(code)).not.toHaveProperty('access_token');
  });

  it('tells nothing to a token it never issued', async () => {
    expect((await read(urls().userinfo_url, 'made-up')).status).toBe(401);
  });

  it('has one person whose address is not verified', async () => {
    const { access_token } = await tokensFor(await codeFor('Charles Babbage'));
    const answer = await read(urls().emails_url ?? urls().userinfo_url, access_token as string);
    const body = (await answer.json()) as { email_verified?: boolean } | { verified: boolean }[];
    expect(Array.isArray(body) ? body[0]?.verified : body.email_verified).toBe(false);
  });

  it('signs an ID token that its published key verifies, if it issues one', async () => {
    const { id_token: idToken, access_token } = await tokensFor(await codeFor('Ada Lovelace'));
    if (start === startGithub) return expect(idToken).toBeUndefined();
    const [header, payload, signature] = (idToken as string).split('.') as [string, string, string];
    const { keys } = (await (await fetch(`${sandbox.part().url}/oauth2/v3/certs`)).json()) as { keys: JsonWebKey[] };
    const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const profile = (await (await read(urls().userinfo_url, access_token as string)).json()) as { sub: string };
    expect(claims).toMatchObject({ sub: profile.sub, aud: client()[0], iss: sandbox.part().url, nonce: 'the-nonce' });
  });
});
