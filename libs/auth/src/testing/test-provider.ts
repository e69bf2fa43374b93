import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Whoever is signed in at the provider. */
export interface Person {
  id: number;
  name: string;
  email: string | null;
  verified: boolean;
}

type Step = 'token' | 'userinfo' | 'emails';
/** What a step of the provider does instead of its work. */
type Misbehaviour = 'html' | 'error' | 'hang' | 'reset' | 'redirect' | 'huge';

/** A Google and a GitHub in one, on loopback, that can be told to misbehave. */
export interface TestProvider {
  /** The entry of `oauth_providers` that points here. */
  entry: Record<string, string>;
  person: Person;
  /** The person refuses. */
  denies: boolean;
  /** Added to every callback. */
  extra: Record<string, string>;
  misbehaves: Partial<Record<Step, Misbehaviour>>;
  /** How often a code was exchanged, rightly or not. */
  exchanges: number;
  url: string;
  close(): Promise<void>;
}

interface Grant {
  challenge: string | null;
  redirectUri: string;
}

const CLIENT = { id: 'client-1', secret: 'client-secret-1' };

/** Starts one. */
export async function startTestProvider(): Promise<TestProvider> {
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: TestProvider = {
    entry: {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      authorization_url: `${url}/authorize`,
      token_url: `${url}/token`,
      userinfo_url: `${url}/userinfo`,
      emails_url: `${url}/emails`,
    },
    person: { id: 1, name: 'Ada', email: 'ada@example.com', verified: true },
    denies: false,
    extra: {},
    misbehaves: {},
    exchanges: 0,
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, url);
    const step = pathname.slice(1) as Step;
    if (pathname === '/authorize') return authorize(searchParams, response);
    if (step === 'token') provider.exchanges++;
    const misbehaviour = provider.misbehaves[step];
    if (misbehaviour) return misbehave(misbehaviour, response);
    if (step === 'token') return json(response, exchange(new URLSearchParams(await text(request))));
    if (request.headers.authorization !== 'Bearer token-1') return json(response, { message: 'Bad credentials' }, 401);
    json(response, step === 'emails' ? emails() : userinfo());
  }

  function authorize(parameters: URLSearchParams, response: ServerResponse): void {
    const redirectUri = parameters.get('redirect_uri')!;
    const back = new URL(redirectUri);
    back.searchParams.set('state', parameters.get('state')!);
    for (const [name, value] of Object.entries(provider.extra)) back.searchParams.set(name, value);
    if (provider.denies) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(8).toString('hex');
      grants.set(code, { challenge: parameters.get('code_challenge'), redirectUri });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  function exchange(form: URLSearchParams): object {
    const code = form.get('code')!;
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      grant?.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri') &&
      form.get('client_id') === CLIENT.id &&
      form.get('client_secret') === CLIENT.secret;
    return isRight ? { access_token: 'token-1', token_type: 'bearer' } : { error: 'bad_verification_code' };
  }

  /** Google reads `sub` and `email_verified`, GitHub `id` and `login`. */
  function userinfo(): object {
    const { id, name, email, verified } = provider.person;
    return {
      sub: String(id),
      id,
      login: name.toLowerCase(),
      name,
      ...(email ? { email, email_verified: verified } : {}),
    };
  }

  function emails(): object {
    const { email, verified } = provider.person;
    const other = { email: 'other@example.com', primary: false, verified: true };
    return email ? [other, { email, primary: true, verified }] : [];
  }

  return provider;
}

function misbehave(how: Misbehaviour, response: ServerResponse): void {
  if (how === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
  if (how === 'error') response.writeHead(500).end('{"message":"oops"}');
  if (how === 'reset') response.destroy();
  if (how === 'redirect') response.writeHead(302, { location: '/userinfo' }).end();
  if (how === 'huge') response.writeHead(200).end(`{"filler":"${'x'.repeat(4 * 1024 * 1024)}"}`);
}

const json = (response: ServerResponse, body: object, status = 200) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
