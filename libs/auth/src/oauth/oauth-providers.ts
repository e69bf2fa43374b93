import { Injectable, type OnModuleInit } from '@nestjs/common';
import { NotFound } from '@app/platform';
import type { ProviderView } from '@app/protocol';
import { logins, providerRequestDuration } from '../auth.metrics.js';
import type { ConfiguredEntry, OAuthProvider } from './oauth-provider.js';
import { OAuthConfig, type ProviderEntry } from './oauth.config.js';
import { providerKinds } from './providers/index.js';

/** The providers that have an id and a secret, in the order of the settings. */
@Injectable()
export class OAuthProviders implements OnModuleInit {
  private readonly providers: Map<string, OAuthProvider>;

  constructor({ providers, publicUrl }: OAuthConfig) {
    const configured = Object.entries(providers).filter((pair): pair is [string, ConfiguredEntry] =>
      isConfigured(pair[1]),
    );
    this.providers = new Map(
      configured.map(([name, entry]) => {
        const kind = providerKinds.get(entry.kind ?? name)!;
        const connection = kind.connect(entry, `${publicUrl}/auth/oauth/${name}/callback`);
        return [name, { ...connection, name, label: entry.label ?? kind.label }];
      }),
    );
  }

  onModuleInit(): void {
    logins.startAtZero({ provider: ['password', ...this.providers.keys()] });
    providerRequestDuration.startAtZero({ provider: [...this.providers.keys()] });
  }

  list(): ProviderView[] {
    return [...this.providers.values()].map(({ name, label }) => ({ name, label }));
  }

  find(name: string): OAuthProvider | null {
    return this.providers.get(name) ?? null;
  }

  get(name: string): OAuthProvider {
    const provider = this.find(name);
    if (!provider) throw new NotFound('There is no such sign-in provider.');
    return provider;
  }
}

/** Whether an entry has what it takes; one whose placeholders are unset has not, and is no mistake. */
export const isConfigured = ({ client_id, client_secret }: ProviderEntry) => Boolean(client_id && client_secret);
