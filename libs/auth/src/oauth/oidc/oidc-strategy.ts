import passport from 'passport';
import type { FlowSecrets } from '../oauth-provider.js';
import type { OidcClient } from './oidc-client.js';

type Request = Parameters<passport.Strategy['authenticate']>[0];

/** OpenID Connect as passport sees it: redirects on the way out, succeeds with a profile on the way back. */
export class OidcStrategy extends passport.Strategy {
  override readonly name = 'oidc';

  constructor(
    private readonly client: OidcClient,
    private readonly flow: FlowSecrets,
  ) {
    super();
  }

  override authenticate({ query }: Request): void {
    const step = query.code === undefined ? this.leave() : this.comeBack(query as Record<string, string>);
    step.catch((error: unknown) => this.error(error));
  }

  private async leave(): Promise<void> {
    this.redirect(await this.client.authorizationUrl(this.flow));
  }

  private async comeBack(query: Record<string, string>): Promise<void> {
    this.success(await this.client.profile(this.flow, query));
  }
}
