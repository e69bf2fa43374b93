import { Strategy } from 'passport-github2';
import { z } from 'zod';
import { oauth2Kind } from '../oauth2-kind.js';

const Account = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });
const Emails = z.array(
  z.object({ email: z.string(), primary: z.unknown().optional(), verified: z.unknown().optional() }),
);

/** GitHub, or a GitHub Enterprise Server. The profile's own e-mail is free text: only /user/emails says what is verified. */
export default oauth2Kind({
  label: 'GitHub',
  urls: {
    authorization_url: 'https://github.com/login/oauth/authorize',
    token_url: 'https://github.com/login/oauth/access_token',
    userinfo_url: 'https://api.github.com/user',
    emails_url: 'https://api.github.com/user/emails',
  },
  urlsAt: (baseUrl) => ({
    authorization_url: `${baseUrl}/login/oauth/authorize`,
    token_url: `${baseUrl}/login/oauth/access_token`,
    userinfo_url: `${baseUrl}/api/v3/user`,
    emails_url: `${baseUrl}/api/v3/user/emails`,
  }),
  scopes: ['read:user', 'user:email'],
  Strategy,
  async readProfile(getJson, { userinfo_url, emails_url }) {
    const { id, login, name } = Account.parse(await getJson(userinfo_url));
    const emails = Emails.parse(await getJson(emails_url!));
    const primary = emails.find((email) => email.primary === true);
    return {
      subject: String(id),
      email: primary?.email ?? null,
      emailVerified: primary?.verified === true,
      name: name ?? login,
    };
  },
});
