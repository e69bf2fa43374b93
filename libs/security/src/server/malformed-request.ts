import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.js';

const VERSIONS = new Set(['1.1', '1.0']);
/** Letters of a host and port, by RFC 3986; what a user name, a path or a second host would need is not among them. */
const HOST = /^[\w.~!$&'()*+;=%:[\]-]*$/;

const refusal = (detail: string): Refusal => ({ status: 400, code: 'invalid_request', detail });
const version = refusal('Only HTTP/1.1 and HTTP/1.0 are supported.');
const host = refusal('The Host header must be there once, and be a host.');
const target = refusal('The target must be a path, or a URL of http or https.');
const framing = refusal('Only the transfer encoding "chunked" is supported, and only in HTTP/1.1.');

/**
 * Finds what RFC 9112 forbids and Node's parser lets pass. A proxy in front may read such a request in another way than
 * we do, and then neither knows where it ends, or whom it is for.
 */
export function findMalformation(request: IncomingMessage): Refusal | null {
  const { httpVersion, headers, method } = request;
  if (!VERSIONS.has(httpVersion)) return version;
  const hosts = countHosts(request.rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1') || !HOST.test(headers.host ?? '')) return host;
  if (!takePath(request) && !(request.url === '*' && method === 'OPTIONS')) return target;
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && (encoding.toLowerCase() !== 'chunked' || httpVersion === '1.0')) return framing;
  return null;
}

/**
 * Leaves the path of a URL that names its host, as proxies get them: all that look at one expect a path. The host is
 * nobody's business here, `PUBLIC_URL` says what it is. False when there is no path.
 */
function takePath(request: IncomingMessage): boolean {
  const { url = '' } = request;
  if (url.startsWith('/')) return true;
  const [origin] = /^https?:\/\/[^/?#]+/i.exec(url) ?? [];
  if (origin === undefined) return false;
  const rest = url.slice(origin.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return true;
}

/** Node keeps the first `Host` and forgets the others. */
function countHosts(rawHeaders: string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}
