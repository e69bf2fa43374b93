import { readdirSync } from 'node:fs';
import { ask, get, LISTED_ORIGIN, ORIGIN, post, send, visit } from './requests.js';
import { METRICS_TOKEN, type CensusStage } from './stage.js';

/** A kind of answer: what it is, its status, a request that gets it, and its type where that is not what all have. */
export type Answer = [what: string, status: number, request: (stage: CensusStage) => string, type?: RegExp];

const file = (folder: string, end: string) =>
  readdirSync(`apps/web/build/${folder}`).find((name) => name.endsWith(end))!;
const ASSET = `/_app/immutable/entry/${file('_app/immutable/entry', '.js')}`;
const NOBODY = { email: 'nobody@example.com', password: 'not-the-password-of-anybody' };
const HTML = /^text\/html/;
const JSON_TYPE = /^application\/json/;
const cookie = ({ user }: CensusStage) => ({ Cookie: user.cookie });
const asStripe = { 'Stripe-Signature': `t=1,v1=${'0'.repeat(64)}` };
const preflight = { Origin: LISTED_ORIGIN, 'Access-Control-Request-Method': 'POST' };

/** What the application answers, from 200 to 503. */
export const HTTP_ANSWERS: Answer[] = [
  // Pages and files
  ['a page', 200, () => visit('/login'), HTML],
  ['a page for a program', 200, () => get('/login'), HTML],
  ['the headers of a page', 200, () => ask('HEAD', '/login'), HTML],
  ['a page for who is signed in', 200, (stage) => visit('/', cookie(stage)), HTML],
  ['a page for which somebody must sign in', 302, () => visit('/billing')],
  ['the first page, for which somebody must sign in', 302, () => visit('/')],
  ['a page that is not there', 404, () => visit('/nowhere'), HTML],
  ['a file', 200, () => get(ASSET), /javascript/],
  ['a file, compressed', 200, () => get(ASSET, { 'Accept-Encoding': 'br' }), /javascript/],
  ['the headers of a file', 200, () => ask('HEAD', ASSET), /javascript/],
  ['a part of a file', 206, () => get(ASSET, { Range: 'bytes=0-9' }), /javascript/],
  ['a file that has not changed', 304, () => get(ASSET, { 'If-None-Match': '*' })],
  ['a file that has not changed since', 304, () => get(ASSET, { 'If-Modified-Since': new Date(4e12).toUTCString() })],
  ['a file that is not there', 404, () => get('/_app/immutable/entry/none.js')],
  ['a file that is not there, for a browser', 404, () => visit('/_app/immutable/entry/none.js')],
  ['a file that has changed', 412, () => get(ASSET, { 'If-Match': '"another"' })],
  ['a file that has changed since', 412, () => get(ASSET, { 'If-Unmodified-Since': new Date(0).toUTCString() })],
  ['a part beyond a file', 416, () => get(ASSET, { Range: 'bytes=99999999-' })],
  ['a folder', 404, () => get('/_app/')],
  ['a folder without its slash', 404, () => get('/_app')],
  ['a folder, for a browser', 404, () => visit('/_app/immutable/')],
  ['a file that begins with a dot', 404, () => get('/.gitignore')],
  ['a folder that begins with a dot', 404, () => get('/.git/config')],
  ['a path out of the folder', 404, () => get('/..%2f..%2fpackage.json')],
  ['a path without names', 403, () => get('//')],

  // The API
  ['an answer', 200, (stage) => get('/auth/me', cookie(stage)), JSON_TYPE],
  ['the headers of an answer', 200, (stage) => ask('HEAD', '/auth/me', cookie(stage)), JSON_TYPE],
  ['an answer to a bearer', 200, ({ user }) => get('/auth/me', { Authorization: user.bearer }), JSON_TYPE],
  ['something made', 201, () => post('/auth/signup', { ...NOBODY, email: 'new@example.com' }), JSON_TYPE],
  ['nothing', 204, () => post('/planted/nothing', {})],
  ['headers that a handler sets itself', 200, () => get('/planted/stubborn')],
  ['a way to a provider', 302, () => get('/auth/oauth/google/start')],
  ['a way back from a provider that fails', 302, () => get('/auth/oauth/google/callback?state=x&code=y')],
  ['a way back on which somebody said no', 302, () => get('/auth/oauth/google/callback?error=access_denied')],
  ['input that is wrong', 400, () => post('/auth/signup', { email: 'x' })],
  ['a parameter twice', 400, () => get('/conversations?limit=1&limit=2')],
  ['a parameter that would change a prototype', 400, () => get('/conversations?__proto__=1')],
  ['broken JSON', 400, () => post('/auth/login', '{"email":')],
  ['no JSON at all', 400, () => post('/auth/login', '', { 'Content-Length': '0' })],
  ['JSON that would change a prototype', 400, () => post('/auth/login', '{"__proto__":{"admin":true}}')],
  ['JSON that is deep', 400, () => post('/auth/login', '['.repeat(25) + ']'.repeat(25))],
  [
    'JSON with many keys',
    400,
    () => post('/auth/login', Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [at, at]))),
  ],
  ['JSON with a NUL', 400, () => post('/auth/login', { ...NOBODY, email: '\0' })],
  ['a path that cannot be decoded', 400, () => get('/%zz')],
  ['a path that is no UTF-8', 400, () => get('/conversations/%ff')],
  ['a path with a NUL', 400, () => get('/conversations/%00')],
  ['a file with a NUL', 400, () => get('/login%00')],
  ['a webhook without a signature', 400, () => send('POST', '/billing/webhook', {})],
  ['a webhook with a wrong signature', 400, () => post('/billing/webhook', {}, asStripe)],
  [
    'a large webhook with a wrong signature',
    400,
    () => post('/billing/webhook', { padding: 'x'.repeat(500_000) }, asStripe),
  ],
  ['an unknown caller', 401, () => get('/auth/me')],
  ['the headers for an unknown caller', 401, () => ask('HEAD', '/auth/me')],
  ['a wrong password', 401, () => post('/auth/login', NOBODY)],
  ['a bad bearer', 401, (stage) => get('/auth/me', { ...cookie(stage), Authorization: 'Bearer x' })],
  ['what is not in the plan', 402, ({ newcomer }) => get('/planted/paid', { Cookie: newcomer.cookie })],
  ['a foreign origin', 403, () => post('/auth/login', NOBODY, { Origin: 'http://evil.test' })],
  ['no origin', 403, () => ask('POST', '/auth/logout')],
  ['an unknown path', 404, () => get('/nowhere')],
  ['an unknown path that changes something', 404, () => post('/nowhere', {})],
  ['an unknown method of a path', 404, () => post('/auth/me', {})],
  ['an unknown provider', 404, () => get('/auth/oauth/none/start')],
  ['something of somebody else', 404, (stage) => get(`/conversations/${crypto.randomUUID()}`, cookie(stage))],
  ['an address that is taken', 409, ({ user }) => post('/auth/signup', { ...NOBODY, email: user.actor.email })],
  ['a body that is too large', 413, () => post('/auth/login', { padding: 'x'.repeat(200_000) })],
  ['a webhook that is too large', 413, () => post('/billing/webhook', { padding: 'x'.repeat(1_100_000) }, asStripe)],
  ['a body of another type', 415, () => post('/auth/login', 'a=1', { 'Content-Type': 'text/plain' })],
  ['a form', 415, () => post('/auth/login', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' })],
  ['a body of another encoding', 415, () => post('/auth/login', 'x', { 'Content-Encoding': 'gzip' })],
  ['an error of ours', 500, () => get('/planted/error')],
  ['the headers of an error of ours', 500, () => ask('HEAD', '/planted/error')],
  ['a service that is away', 503, () => get('/planted/unavailable')],
  ['a Stripe that is away', 503, (stage) => post('/billing/portal', {}, cookie(stage))],

  // Other origins
  ['a preflight of a listed origin', 204, () => ask('OPTIONS', '/auth/me', preflight)],
  [
    'a preflight of another origin',
    404,
    () => ask('OPTIONS', '/auth/me', { ...preflight, Origin: 'https://evil.test' }),
  ],
  ['OPTIONS', 404, () => ask('OPTIONS', '/auth/me')],
  ['OPTIONS of everything', 404, () => ask('OPTIONS', '*')],
  [
    'an answer for a listed origin',
    200,
    (stage) => get('/auth/me', { ...cookie(stage), Origin: LISTED_ORIGIN }),
    JSON_TYPE,
  ],
  ['an error for a listed origin', 401, () => get('/auth/me', { Origin: LISTED_ORIGIN })],

  // What operators see
  [
    'metrics',
    200,
    () => get('/metrics', { Authorization: `Bearer ${METRICS_TOKEN}` }),
    /^text\/plain; version=0\.0\.4/,
  ],
  ['metrics for a stranger', 401, () => get('/metrics')],
  ['health', 200, () => get('/health'), JSON_TYPE],
  ['being alive', 200, () => get('/health/live'), JSON_TYPE],
  ['being ready', 200, () => get('/health/ready'), JSON_TYPE],
  ['the description of the API', 200, () => get('/api/openapi.json'), JSON_TYPE],
  ['the pages of that description', 200, () => get('/api/docs'), HTML],
  ['their own address', 200, () => get('/api/docs/'), HTML],
  ['their script', 200, () => get('/api/docs/swagger-ui-init.js'), /javascript/],
  ['their style', 200, () => get('/api/docs/swagger-ui.css'), /css/],
  ['a file that they do not have', 404, () => get('/api/docs/none.js')],

  // Other forms of the target and of the protocol
  ['a target with its scheme', 200, () => get('http://evil.test/health/live'), JSON_TYPE],
  ['a target with its scheme, for a page', 200, () => visit(`${ORIGIN}/login`), HTML],
  ['an older version', 200, () => 'GET /health/live HTTP/1.0\r\n\r\n', JSON_TYPE],
  ['TRACE', 404, () => ask('TRACE', '/auth/me')],
  ['PROPFIND', 404, () => ask('PROPFIND', '/')],
  ['QUERY', 400, () => ask('QUERY', '/auth/me')],
  [
    'an offer of HTTP/2',
    200,
    () => get('/health/live', { Connection: 'Upgrade, HTTP2-Settings, close', Upgrade: 'h2c' }),
    JSON_TYPE,
  ],
  [
    'an offer of something else',
    200,
    () => get('/health/live', { Connection: 'Upgrade, close', Upgrade: 'TLS/1.0' }),
    JSON_TYPE,
  ],
];
