// The control `raw FULL`: what an authenticated read costs at least on node:http. It does the same honest work as the API
// (HS256 check, session by primary key, five headers, one log line, one histogram) and nothing else.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import { Histogram } from 'prom-client';

const { PORT, ISSUER, DATABASE_URL, JWT_SECRET } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const duration = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Duration of HTTP server requests.',
  labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
});
const SESSION = {
  name: 'session-by-id',
  text: 'SELECT id, user_id, created_at, last_used_at FROM sessions WHERE id = $1',
};

createServer(async (request, response) => {
  const startedAt = performance.now();
  const [status, body, userId] = request.url === '/live' ? [200, { status: 'ok' }] : await answer(request);
  const payload = JSON.stringify(body);
  const id = randomUUID();
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(payload),
    'x-request-id': id,
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': "default-src 'self'",
    'referrer-policy': 'strict-origin-when-cross-origin',
  });
  response.end(payload);
  const ms = performance.now() - startedAt;
  duration.observe(
    { http_request_method: request.method, http_route: request.url, http_response_status_code: status },
    ms / 1000,
  );
  const line = {
    level: 'info',
    timestamp: new Date().toISOString(),
    request_id: id,
    'http.request.method': request.method,
    'http.route': request.url,
    'http.response.status_code': status,
    duration_ms: Math.round(ms * 10) / 10,
    'user.id': userId,
    message: 'request',
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}).listen(Number(PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());

async function answer({ headers }) {
  const claims = verified(/(?:^|; )auth_token=([^;]+)/.exec(headers.cookie)?.[1] ?? '');
  if (!claims) return [401, { code: 'unauthenticated' }];
  const { rows } = await pool.query({ ...SESSION, values: [claims.sid] });
  if (rows[0]?.user_id !== claims.sub) return [401, { code: 'unauthenticated' }];
  return [200, { id: claims.sub, session: rows[0] }, claims.sub];
}

/** What a token says, if it was signed with our secret, is for us and has not run out. */
function verified(token) {
  const [header, payload, signature] = token.split('.');
  if (!signature) return undefined;
  const expected = createHmac('sha256', JWT_SECRET).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  return claims.exp * 1000 > Date.now() && claims.iss === ISSUER && claims.aud === ISSUER ? claims : undefined;
}
