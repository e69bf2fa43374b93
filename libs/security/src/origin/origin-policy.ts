import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BadOrigin, NotJson } from '../security.errors.js';
import { AllowedOrigins } from './allowed-origins.js';

/** JSON is UTF-8 by definition: another charset would be read as what it is not. */
const JSON_TYPE = /^\s*application\/json\s*(?:;\s*(?:charset\s*=\s*(?:"utf-8"|utf-8)\s*(?:;\s*)?)?)?$/i;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Whether the caller presents a token by hand, which no browser does for a page of another site. */
export const isBearer = (headers: IncomingHttpHeaders): boolean => /^bearer /i.test(headers.authorization ?? '');

/** Refuses a state-changing request unless it comes from one of our pages, by what the browser says of it. */
export function checkOrigin({ method = '', headers }: IncomingMessage, origins: AllowedOrigins): void {
  if (SAFE.has(method) || isBearer(headers)) return;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin === undefined && site === undefined) throw new BadOrigin();
  if (origin !== undefined && !origins.isAllowed(origin)) throw new BadOrigin();
  const listed = origin !== undefined && origins.isListed(origin);
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !listed) throw new BadOrigin();
}

/**
 * Refuses a body that is not JSON: what a form or a plain link can send is not for us. Without a body its type says
 * nothing; many clients send one all the same, and the parser would look for JSON in vain.
 */
export function checkBodyType({ headers }: IncomingMessage): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) {
    delete headers['content-type'];
    return;
  }
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
  if (!JSON_TYPE.test(type) || encoding.toLowerCase() !== 'identity') throw new NotJson();
}
