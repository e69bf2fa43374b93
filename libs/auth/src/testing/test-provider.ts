import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CLIENT, ProviderGrants } from './provider-grants.js';
import { wellBehaved, type ProviderStep, type TestProvider } from './provider-behaviour.js';
import { misbehave } from './provider-misbehaviour.js';
import { emailsOf, userinfoOf } from './provider-person.js';
import { ProviderKeys } from './provider-tokens.js';

export type { ProviderStep, TestProvider } from './provider-behaviour.js';
export type { Person } from './provider-person.js';

/** Where GitHub Enterprise, GitLab and the like have what lies here at `/authorize`, `/token`, `/userinfo` and `/emails`. */
const STEPS: Record<string, ProviderStep> = {
  '/authorize': 'authorize',
  '/login/oauth/authorize': 'authorize',
  '/oauth/authorize': 'authorize',
  '/token': 'token',
  '/login/oauth/access_token': 'token',
  '/oauth/token': 'token',
  '/userinfo': 'userinfo',
  '/api/v3/user': 'userinfo',
  '/api/v4/user': 'userinfo',
  '/emails': 'emails',
  '/api/v3/user/emails': 'emails',
  '/jwks': 'jwks',
  '/.well-known/openid-configuration': 'discovery',
};

interface Answer {
  status: number;
  body: object;
}

/** Starts one. */
export async function startTestProvider(): Promise<TestProvider> {
  const keys = await ProviderKeys.make();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const secrets = { client_id: CLIENT.id, client_secret: CLIENT.secret };
  const provider: TestProvider = {
    entry: {
      ...secrets,
      authorization_url: `${url}/authorize`,
      token_url: `${url}/token`,
      userinfo_url: `${url}/userinfo`,
      emails_url: `${url}/emails`,
    },
    oidcEntry: { ...secrets, kind: 'oidc', issuer: url },
    ...wellBehaved(),
    exchanges: 0,
    heard: [],
    asked: { authorize: 0, token: 0, userinfo: 0, emails: 0, discovery: 0, jwks: 0 },
    given: [],
    rotateKeys: (algorithm) => keys.rotate(algorithm),
    reset: () => void Object.assign(provider, wellBehaved(), { exchanges: 0, given: [] }),
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const grants = new ProviderGrants(provider, keys);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, url);
    const step = STEPS[pathname];
    if (!step) return json(response, { status: 404, body: { message: 'Not Found' } });
    provider.asked[step]++;
    provider.heard.push({ step, headers: request.headers });
    if (step === 'token') provider.exchanges++;
    if (step === 'authorize') return void response.writeHead(302, { location: grants.authorize(searchParams) }).end();
    const misbehaviour = searchParams.has('redirected') ? undefined : provider.misbehaves[step];
    if (provider.slowMs) await delay(provider.slowMs);
    if (misbehaviour === 'redirect') return void response.writeHead(307, { location: `${pathname}?redirected` }).end();
    const right = await rightAnswer(step, request, pathname);
    if (misbehaviour) misbehave(misbehaviour, response, right.body);
    else json(response, right);
  }

  async function rightAnswer(step: ProviderStep, request: IncomingMessage, pathname: string): Promise<Answer> {
    if (step === 'discovery') return { status: 200, body: { ...discoveryOf(url), ...provider.discovery } };
    if (step === 'jwks') return { status: 200, body: keys.published() };
    if (step === 'token') {
      const tokens = await grants.exchange(new URLSearchParams(await text(request)), request.headers);
      return { status: tokens || isGithub(pathname) ? 200 : 400, body: tokens ?? { error: 'invalid_grant' } };
    }
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!provider.given.includes(token)) return { status: 401, body: { message: 'Bad credentials' } };
    const { person, userinfo } = provider;
    return { status: 200, body: step === 'emails' ? emailsOf(person) : { ...userinfoOf(person), ...userinfo } };
  }

  return provider;
}

const discoveryOf = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  userinfo_endpoint: `${url}/userinfo`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'ES256', 'PS256', 'EdDSA', 'HS256', 'none'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
});

/** GitHub says no with a 200. */
const isGithub = (pathname: string) => pathname.startsWith('/login/');

const json = (response: ServerResponse, { status, body }: Answer) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
