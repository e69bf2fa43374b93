import { configSection, publicUrl, secretList, variable } from '@app/platform';

/** The secrets that sign `auth_token` (the first) and verify it (all of them), and the origin it is made out to. */
export class AuthConfig extends configSection({
  publicUrl,
  jwtSecrets: variable('JWT_SECRET', secretList(32), '$(openssl rand -base64 48)'),
}) {}
