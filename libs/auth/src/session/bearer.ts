import type { IncomingHttpHeaders } from 'node:http';

/** What follows `Bearer` in the `Authorization` header, be it nothing; null when there is no such header. Other schemes are a proxy's. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | null {
  const [scheme = '', token = ''] = (authorization ?? '').trim().split(/ +/, 2);
  return scheme.toLowerCase() === 'bearer' ? token : null;
}
