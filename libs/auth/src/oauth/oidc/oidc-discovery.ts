import { allowInsecureRequests, customFetch, discovery, type ServerMetadata } from 'openid-client';
import type { ConfiguredEntry } from '../oauth-provider.js';
import { ProviderCalls } from '../provider-http.js';
import { boundedFetch } from './oidc-fetch.js';

const FRESH_MS = 60 * 60 * 1000;

/** What a provider says of itself when discovery has been checked. */
export type Discovered = ServerMetadata & Required<Pick<ServerMetadata, 'authorization_endpoint' | 'token_endpoint'>>;

/** The provider's own description of itself: read when first needed, for an hour; whoever asks meanwhile waits for the same. */
export class OidcDiscovery {
  private known?: { metadata: Discovered; until: number };
  private pending?: Promise<Discovered>;

  constructor(private readonly entry: ConfiguredEntry) {}

  private get issuer(): string {
    return this.entry.issuer!;
  }

  /** Only settings that were allowed to can name an issuer without TLS. */
  private get isInsecure(): boolean {
    return this.issuer.startsWith('http:');
  }

  async get({ provider, over }: ProviderCalls): Promise<Discovered> {
    if (this.known && performance.now() < this.known.until) return this.known.metadata;
    // It has a time of its own, so that it does not end with the request that happened to ask first.
    this.pending ??= this.read(new ProviderCalls(provider)).finally(() => (this.pending = undefined));
    return Promise.race([this.pending, untilAborted(over)]);
  }

  private async read(calls: ProviderCalls): Promise<Discovered> {
    const found = await discovery(new URL(this.issuer), this.entry.client_id, undefined, undefined, {
      [customFetch]: boundedFetch(calls, () => 'discovery'),
      execute: this.isInsecure ? [allowInsecureRequests] : [],
    });
    const metadata = this.checked(found.serverMetadata());
    this.known = { metadata, until: performance.now() + FRESH_MS };
    return metadata;
  }

  private checked(metadata: ServerMetadata): Discovered {
    if (metadata.issuer !== this.issuer) throw new Error('The discovery document is another issuer’s');
    const { authorization_url, token_url, userinfo_url } = this.entry;
    const all = {
      ...metadata,
      authorization_endpoint: this.address(authorization_url ?? metadata.authorization_endpoint),
      token_endpoint: this.address(token_url ?? metadata.token_endpoint),
      jwks_uri: this.address(metadata.jwks_uri),
    };
    const userinfo = userinfo_url ?? metadata.userinfo_endpoint;
    return userinfo ? { ...all, userinfo_endpoint: this.address(userinfo) } : all;
  }

  private address(value: unknown): string {
    const url = typeof value === 'string' ? URL.parse(value) : null;
    if (url?.protocol === 'https:' || (this.isInsecure && url?.protocol === 'http:')) return url.href;
    throw new Error('The discovery document lacks an address, or names one without TLS');
  }
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    const abort = () => reject(new Error('The provider took too long'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
