const TOKEN = /^#([\w-]{20,200})$/;
const KEPT = 'turnpike.verify-email';

/**
 * The token behind the `#` of a mailed link. It leaves the address bar at once, so that it stays in no history and on no
 * screenshot; the router's own state in `history.state` is kept.
 */
export function takeToken(): string | null {
  const token = TOKEN.exec(globalThis.location?.hash ?? '')?.[1] ?? null;
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

/**
 * The token of a confirmation link while its owner signs in, perhaps by way of a provider's pages. It waits in this tab
 * only: in a `returnTo` it would reach the server with the address of every request of the sign-in page.
 */
export const keptToken = {
  get(): string | null {
    try {
      return sessionStorage.getItem(KEPT);
    } catch {
      return null;
    }
  },
  set(token: string | null): void {
    try {
      if (token) sessionStorage.setItem(KEPT, token);
      else sessionStorage.removeItem(KEPT);
    } catch {
      // Then the link has to be opened again after the sign-in.
    }
  },
};
