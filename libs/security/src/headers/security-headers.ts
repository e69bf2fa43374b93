import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

const FIVE = [
  'Strict-Transport-Security',
  'X-Content-Type-Options',
  'X-Frame-Options',
  'Content-Security-Policy',
  'Referrer-Policy',
] as const;

/**
 * The five security headers of every response. Helmet knows how to write them; it is asked once, because asking it for
 * each response costs six times as much as writing constants.
 */
export const SECURITY_HEADERS: readonly (readonly [name: string, value: string])[] = askHelmet();

function askHelmet() {
  const said = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => said.set(name.toLowerCase(), value),
    removeHeader: () => undefined,
  };
  const middleware = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'self'"] } },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return FIVE.map((name) => [name, said.get(name.toLowerCase())!] as const);
}
