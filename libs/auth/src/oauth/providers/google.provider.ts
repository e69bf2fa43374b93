import { Strategy } from 'passport-google-oauth20';
import { z } from 'zod';
import { oauth2Kind } from '../oauth2-kind.js';

const Userinfo = z.object({
  sub: z.string().min(1),
  email: z.string().nullish(),
  email_verified: z.unknown().optional(),
  name: z.string().nullish(),
});

/** Google accounts, read from OpenID Connect's userinfo endpoint. */
export default oauth2Kind({
  label: 'Google',
  urls: {
    authorization_url: 'https://accounts.google.com/o/oauth2/v2/auth',
    token_url: 'https://oauth2.googleapis.com/token',
    userinfo_url: 'https://openidconnect.googleapis.com/v1/userinfo',
  },
  scopes: ['openid', 'email', 'profile'],
  Strategy,
  async readProfile(getJson, { userinfo_url }) {
    const { sub, email, email_verified, name } = Userinfo.parse(await getJson(userinfo_url));
    return { subject: sub, email: email ?? null, emailVerified: email_verified === true, name: name ?? null };
  },
});
