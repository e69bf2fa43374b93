/** Whoever is signed in at the test provider. */
export interface Person {
  id: number;
  name: string;
  email: string | null;
  verified: boolean;
}

/** As userinfo tells it: Google and OpenID read `sub` and `email_verified`, GitHub `id` and `login`, GitLab `confirmed_at`. */
export function userinfoOf({ id, name, email, verified }: Person): Record<string, unknown> {
  return {
    sub: String(id),
    id,
    login: name.toLowerCase(),
    username: name.toLowerCase(),
    name,
    confirmed_at: verified ? '2026-01-01T00:00:00Z' : null,
    ...(email ? { email, email_verified: verified } : {}),
  };
}

/** As GitHub's /user/emails tells it. */
export function emailsOf({ email, verified }: Person): object[] {
  const other = { email: 'other@example.com', primary: false, verified: true };
  return email ? [other, { email, primary: true, verified }] : [];
}
