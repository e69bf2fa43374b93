import { getJwksCache, setJwksCache, type Configuration } from 'openid-client';

/** How young `openid-client` believes a set of keys to be too fresh for reading it again. */
const TOO_FRESH_SECONDS = 60;

/** The keys of a provider, kept between two sign-ins for a few minutes. */
export class OidcKeys {
  private known?: NonNullable<ReturnType<typeof getJwksCache>>;

  lend(config: Configuration): void {
    if (this.known) setJwksCache(config, this.known);
  }

  /** Keys that were just read look older than they are, so that one which is not among them is looked for at once. */
  keep(config: Configuration): void {
    const keys = getJwksCache(config);
    if (keys && keys.uat !== this.known?.uat) this.known = { ...keys, uat: keys.uat - TOO_FRESH_SECONDS };
  }
}
