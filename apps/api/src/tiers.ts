import type { DynamicModule, Type } from '@nestjs/common';
import { AuthConfig, AuthModule, MailConfig, OAuthConfig, OAuthModule, SoloModule } from '@app/auth';
import { BillingConfig, BillingModule, OpenBillingModule } from '@app/billing';
import { LlmConfig } from '@app/llm';
import { MetricsConfig } from '@app/metrics';
import { loadConfig, PlatformConfig, TracingConfig, type Environment, type LoadedConfig } from '@app/platform';
import { SecurityConfig } from '@app/security';
import { SocketsConfig, TurnsConfig } from '@app/turns';

interface Tier {
  modules: (Type | DynamicModule)[];
  sections: Type[];
}

/** What a tier leaves in: `basic` has no sign-in and no billing, `pro` has passwords, `advanced` has everything. */
const TIERS: Record<PlatformConfig['tier'], Tier> = {
  basic: { modules: [SoloModule, OpenBillingModule], sections: [] },
  pro: { modules: [AuthModule, OpenBillingModule], sections: [AuthConfig, MailConfig] },
  advanced: {
    modules: [AuthModule, OAuthModule, BillingModule],
    sections: [AuthConfig, MailConfig, OAuthConfig, BillingConfig],
  },
};

const EVERYWHERE = [
  PlatformConfig,
  TracingConfig,
  MetricsConfig,
  SecurityConfig,
  LlmConfig,
  SocketsConfig,
  TurnsConfig,
];

/** The modules that only some tiers have. */
export const modulesOf = (tier: PlatformConfig['tier']) => TIERS[tier].modules;

/**
 * Reads and checks everything the configured tier needs. Throws `ConfigurationError`.
 * The tier is read first and leniently, so that a wrong one is reported together with everything else.
 */
export function loadTier(environment: Environment): LoadedConfig {
  return loadConfig(
    ({ tier }) => [...EVERYWHERE, ...(TIERS[tier as PlatformConfig['tier']] ?? TIERS.advanced).sections],
    environment,
  );
}
