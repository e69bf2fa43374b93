/** Reads one cookie of a `Cookie` header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

interface CookieOptions {
  path: string;
  maxAgeSeconds: number;
  secure: boolean;
}

/** A `Set-Cookie` value that scripts cannot read and other sites' forms do not send. */
export function setCookie(name: string, value: string, { path, maxAgeSeconds, secure }: CookieOptions): string {
  const expires = maxAgeSeconds === 0 ? '; Expires=Thu, 01 Jan 1970 00:00:00 GMT' : '';
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}${expires}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The names in a `Cookie` header, in its order: of equal paths, the oldest first. */
export const cookieNames = (header: string | undefined): string[] =>
  (header ?? '').split(';').map((pair) => pair.split('=')[0]!.trim());
