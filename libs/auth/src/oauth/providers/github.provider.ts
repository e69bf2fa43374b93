import { Strategy } from 'passport-github2';
import { z } from 'zod';
import type { ProviderKind } from '../oauth-provider.js';

const Account = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });
const Emails = z.array(
  z.object({ email: z.string(), primary: z.unknown().optional(), verified: z.unknown().optional() }),
);

/** GitHub, or GitHub Enterprise by other URLs. The profile's own e-mail is free text: only /user/emails says what is verified. */
export const github: ProviderKind = {
  label: 'GitHub',
  urls: {
    authorization_url: 'https://github.com/login/oauth/authorize',
    token_url: 'https://github.com/login/oauth/access_token',
    userinfo_url: 'https://api.github.com/user',
    emails_url: 'https://api.github.com/user/emails',
  },
  strategy: (options, succeed) =>
    new Strategy({ ...options, scope: ['read:user', 'user:email'], userAgent: 'turnpike' } as never, succeed),
  async readProfile(getJson, { userinfo_url, emails_url }) {
    const { id, login, name } = Account.parse(await getJson(userinfo_url));
    const emails = Emails.parse(await getJson(emails_url!));
    const primary = emails.find((email) => email.primary === true);
    return {
      subject: String(id),
      email: primary?.email ?? null,
      emailVerified: primary?.verified === true,
      name: (name ?? login).slice(0, 100),
    };
  },
};
