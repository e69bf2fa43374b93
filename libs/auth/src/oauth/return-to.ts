const HOME = '/';
const DECODINGS = 5;
const FORBIDDEN = /[\p{Cc}\\@]|\/\//u;

/**
 * Where to go after a sign-in: a path on this origin, else `/`. What a browser, a proxy or a router might decode into
 * another origin counts as one.
 */
export function safeReturnTo(value: unknown, publicUrl: string): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > 2000 || !isPlain(value)) return HOME;
  const url = URL.parse(value, publicUrl);
  if (!url || url.origin !== publicUrl) return HOME;
  const path = url.pathname + url.search + url.hash;
  return isPlain(path) ? path : HOME;
}

function isPlain(value: string): boolean {
  let at = value;
  for (let times = 0; times <= DECODINGS; times++) {
    if (FORBIDDEN.test(at)) return false;
    const decoded = decodedOrNull(at);
    if (decoded === at) return true;
    if (decoded === null) return false;
    at = decoded;
  }
  return false;
}

function decodedOrNull(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
