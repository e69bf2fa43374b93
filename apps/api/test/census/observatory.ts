import type { RawAnswer } from '@app/security/testing';

/** What one test of MDN's HTTP Observatory found, and what it adds to the score. */
export type Finding = [result: string, modifier: number];

type Headers = RawAnswer['headers'];
const BROAD = new Set(['ftp:', 'http:', 'https:', '*', 'http://*', 'http://*.*', 'https://*', 'https://*.*']);
const INLINE = new Set(["'unsafe-inline'", 'data:']);
const PRIVATE = new Set(['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin']);
const UNSAFE = new Set(['origin', 'origin-when-cross-origin', 'unsafe-url', 'no-referrer-when-downgrade', '']);
const SIX_MONTHS_SECONDS = 15_552_000;

/** A site on HTTPS, as the Observatory scores it; the proxy in front sends HTTP there, or does not listen to it. */
export function findingsOf(answer: RawAnswer): Record<string, Finding> {
  const { headers } = answer;
  const policy = directivesOf(headers.get('content-security-policy') ?? []);
  return {
    'content-security-policy': contentSecurityPolicy(policy),
    cookies: cookies(headers),
    'cross-origin-resource-sharing': sharing(headers),
    redirection: ['redirection-to-https', 0],
    'referrer-policy': referrerPolicy(headers),
    'strict-transport-security': transportSecurity(headers),
    'subresource-integrity': subresources(answer),
    'x-content-type-options': contentType(headers),
    'x-frame-options': framing(headers, policy),
    'cross-origin-resource-policy': resourcePolicy(headers),
  };
}

/** The score: bonuses count only for who has an A without them. */
export function scoreOf(findings: Record<string, Finding>): { score: number; grade: string } {
  const modifiers = Object.values(findings).map(([, modifier]) => modifier);
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 100);
  const without = sum(modifiers.filter((modifier) => modifier < 0));
  const score = Math.max(0, without >= 90 ? sum(modifiers) : without);
  const grades: [number, string][] = [
    ...([
      [100, 'A+'],
      [90, 'A'],
      [85, 'A-'],
      [80, 'B+'],
      [70, 'B'],
      [65, 'B-'],
      [60, 'C+'],
      [50, 'C'],
    ] as [number, string][]),
    ...([
      [45, 'C-'],
      [40, 'D+'],
      [30, 'D'],
      [25, 'D-'],
      [0, 'F'],
    ] as [number, string][]),
  ];
  return { score, grade: grades.find(([least]) => score >= least)![1] };
}

const only = (headers: Headers, name: string): string | undefined => headers.get(name)?.join(', ').trim().toLowerCase();

function directivesOf(policies: string[]): Map<string, string[]> {
  const directives = policies
    .join(';')
    .split(';')
    .map((each) => each.trim().toLowerCase().split(/\s+/));
  return new Map(directives.filter(([name]) => name).map(([name, ...sources]) => [name!, sources]));
}

function contentSecurityPolicy(policy: Map<string, string[]>): Finding {
  if (policy.size === 0) return ['csp-not-implemented', -25];
  const of = (name: string) => policy.get(name) ?? policy.get('default-src') ?? ['*'];
  const isHttp = (source: string) => /^(http|ftp):/.test(source);
  const script = of('script-src');
  if (
    script.some((source) => BROAD.has(source) || INLINE.has(source)) ||
    of('object-src').some((source) => BROAD.has(source))
  )
    return ['csp-implemented-with-unsafe-inline', -20];
  const passive = [...of('img-src'), ...of('media-src')];
  const active = [...policy]
    .filter(([name]) => name !== 'img-src' && name !== 'media-src')
    .flatMap(([, sources]) => sources);
  if (active.some(isHttp)) return ['csp-implemented-with-insecure-scheme', -20];
  if ([...script, ...of('style-src')].includes("'unsafe-eval'")) return ['csp-implemented-with-unsafe-eval', -10];
  if (passive.some(isHttp)) return ['csp-implemented-with-insecure-scheme-in-passive-content-only', -10];
  if (of('style-src').some((source) => BROAD.has(source) || INLINE.has(source)))
    return ['csp-implemented-with-unsafe-inline-in-style-src-only', 0];
  return policy.get('default-src')?.join() === "'none'"
    ? ['csp-implemented-with-no-unsafe-default-src-none', 10]
    : ['csp-implemented-with-no-unsafe', 5];
}

function cookies(headers: Headers): Finding {
  const given = headers.get('set-cookie') ?? [];
  if (given.length === 0) return ['cookies-not-found', 0];
  const has = (cookie: string, attribute: RegExp) =>
    cookie
      .split(';')
      .slice(1)
      .some((each) => attribute.test(each.trim()));
  const isSession = (cookie: string) => /login|sess/i.test(cookie.split('=')[0]!);
  const isSafe = transportSecurity(headers)[1] >= 0;
  const findings = given.map((cookie): Finding => {
    const isSecure = has(cookie, /^secure$/i);
    if (isSession(cookie) && !isSecure && !isSafe) return ['cookies-session-without-secure-flag', -40];
    if (isSession(cookie) && !has(cookie, /^httponly$/i)) return ['cookies-session-without-httponly-flag', -30];
    if (/csrf/i.test(cookie.split('=')[0]!) && !has(cookie, /^samesite=/i))
      return ['cookies-anticsrf-without-samesite-flag', -20];
    if (has(cookie, /^samesite(=(?!lax$|strict$|none$).*)?$/i)) return ['cookies-samesite-flag-invalid', -20];
    if (!isSecure && !isSafe) return ['cookies-without-secure-flag', -20];
    if (isSession(cookie) && !isSecure) return ['cookies-session-without-secure-flag-but-protected-by-hsts', -10];
    if (!isSecure) return ['cookies-without-secure-flag-but-protected-by-hsts', -5];
    return has(cookie, /^samesite=/i)
      ? ['cookies-secure-with-httponly-sessions-and-samesite', 5]
      : ['cookies-secure-with-httponly-sessions', 0];
  });
  return findings.sort(([, a], [, b]) => a - b)[0]!;
}

function sharing(headers: Headers): Finding {
  const origin = only(headers, 'access-control-allow-origin');
  if (origin === undefined) return ['cross-origin-resource-sharing-not-implemented', 0];
  if (origin === '*') return ['cross-origin-resource-sharing-implemented-with-public-access', 0];
  return only(headers, 'access-control-allow-credentials') === 'true'
    ? ['cross-origin-resource-sharing-implemented-with-universal-access', -50]
    : ['cross-origin-resource-sharing-implemented-with-restricted-access', 0];
}

function referrerPolicy(headers: Headers): Finding {
  const policy = only(headers, 'referrer-policy');
  if (policy === undefined) return ['referrer-policy-not-implemented', 0];
  const known = policy.split(',').map((each) => each.trim());
  const last = known.filter((each) => PRIVATE.has(each) || UNSAFE.has(each)).at(-1);
  if (last === undefined) return ['referrer-policy-header-invalid', -5];
  return PRIVATE.has(last) ? ['referrer-policy-private', 5] : ['referrer-policy-unsafe', -5];
}

function transportSecurity(headers: Headers): Finding {
  const header = only(headers, 'strict-transport-security');
  if (header === undefined) return ['hsts-not-implemented', -20];
  const [, seconds] = /(?:^|;\s*)max-age=(\d+)/.exec(header) ?? [];
  if (seconds === undefined || header.includes(',')) return ['hsts-header-invalid', -20];
  return Number(seconds) >= SIX_MONTHS_SECONDS
    ? ['hsts-implemented-max-age-at-least-six-months', 0]
    : ['hsts-implemented-max-age-less-than-six-months', -10];
}

function subresources({ headers, body }: RawAnswer): Finding {
  if (!/^text\/html/.test(only(headers, 'content-type') ?? '')) return ['sri-not-implemented-response-not-html', 0];
  const scripts = [...body.matchAll(/<script[^>]*\ssrc="([^"]*)"[^>]*>/g)];
  if (!/<script/.test(body)) return ['sri-not-implemented-but-no-scripts-loaded', 0];
  const foreign = scripts.filter(([, source]) => /^(https?:)?\/\//.test(source!));
  if (foreign.some(([tag, source]) => !source!.startsWith('https:') && !/\sintegrity=/.test(tag)))
    return ['sri-not-implemented-and-external-scripts-not-loaded-securely', -50];
  if (foreign.some(([, source]) => !source!.startsWith('https:')))
    return ['sri-implemented-but-external-scripts-not-loaded-securely', -20];
  if (foreign.some(([tag]) => !/\sintegrity=/.test(tag)))
    return ['sri-not-implemented-but-external-scripts-loaded-securely', -5];
  return scripts.some(([tag]) => /\sintegrity=/.test(tag))
    ? ['sri-implemented-and-all-scripts-loaded-securely', 5]
    : ['sri-not-implemented-but-all-scripts-loaded-from-secure-origin', 0];
}

function contentType(headers: Headers): Finding {
  const options = only(headers, 'x-content-type-options');
  if (options === undefined) return ['x-content-type-options-not-implemented', -5];
  return options === 'nosniff' ? ['x-content-type-options-nosniff', 0] : ['x-content-type-options-header-invalid', -5];
}

function framing(headers: Headers, policy: Map<string, string[]>): Finding {
  if (policy.has('frame-ancestors')) return ['x-frame-options-implemented-via-csp', 5];
  const options = only(headers, 'x-frame-options');
  if (options === undefined) return ['x-frame-options-not-implemented', -20];
  if (options === 'deny' || options === 'sameorigin') return ['x-frame-options-sameorigin-or-deny', 0];
  return options.startsWith('allow-from')
    ? ['x-frame-options-allow-from-origin', 0]
    : ['x-frame-options-header-invalid', -20];
}

function resourcePolicy(headers: Headers): Finding {
  const policy = only(headers, 'cross-origin-resource-policy');
  if (policy === undefined) return ['cross-origin-resource-policy-not-implemented', 0];
  if (policy === 'same-origin' || policy === 'same-site')
    return [`cross-origin-resource-policy-implemented-with-${policy}`, 10];
  return policy === 'cross-origin'
    ? ['cross-origin-resource-policy-implemented-with-cross-origin', 0]
    : ['cross-origin-resource-policy-header-invalid', -5];
}
