import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The five that the outside world relies on. */
const FIVE = [
  'Strict-Transport-Security',
  'X-Content-Type-Options',
  'X-Frame-Options',
  'Content-Security-Policy',
  'Referrer-Policy',
] as const;

/** They keep other sites from embedding, opening or reading what is ours, and cost our own pages nothing. */
const ISOLATION = [
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'Origin-Agent-Cluster',
  'X-Permitted-Cross-Domain-Policies',
] as const;

/** What no page of ours asks for, so that a script that slipped in cannot either. Helmet does not know this header. */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * The security headers of every response. Helmet knows how to write them; it is asked once, because asking it for each
 * response costs six times as much as writing constants.
 */
export const SECURITY_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ...askHelmet(),
  ['Permissions-Policy', PERMISSIONS],
];

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
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xPermittedCrossDomainPolicies: { permittedPolicies: 'none' },
  });
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return [...FIVE, ...ISOLATION].map((name) => [name, said.get(name.toLowerCase())!] as const);
}
