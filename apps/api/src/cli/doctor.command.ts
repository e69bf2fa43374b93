import {
  ConfigurationError,
  EXIT_CONFIG,
  pendingMigrations,
  PlatformConfig,
  waitForDatabase,
  type LoadedConfig,
} from '@app/platform';
import { OAuthConfig } from '@app/auth';
import { BillingConfig, checkStripe } from '@app/billing';
import { Command } from 'nest-commander';
import { migrations } from '../../../../migrations/index.js';
import { loadTier } from '../tiers.js';
import { print, ReportingCommand, type OutputOptions } from './output.js';

interface Finding {
  check: string;
  ok: boolean;
  detail: string;
}

@Command({ name: 'doctor', description: 'check configuration, addresses, database and Stripe' })
export class DoctorCommand extends ReportingCommand {
  override async run(_: string[], options: OutputOptions): Promise<void> {
    const { config, findings } = this.configuration();
    if (config) findings.push(...addresses(config), ...(await database(config)), ...(await stripe(config)));
    const lines = findings.map(({ check, ok, detail }) => `${ok ? 'ok  ' : 'FAIL'} ${check}: ${detail}`);
    print({ findings }, lines, options);
    if (!config) process.exitCode = EXIT_CONFIG;
    else if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  }

  private configuration(): { config?: LoadedConfig; findings: Finding[] } {
    try {
      const config = loadTier(process.env);
      return {
        config,
        findings: [{ check: 'configuration', ok: true, detail: `tier ${config.get(PlatformConfig).tier}` }],
      };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const findings = error.problems.map(({ name, reason, example }) => ({
        check: name,
        ok: false,
        detail: example ? `${reason} (example: ${example})` : reason,
      }));
      return { findings };
    }
  }
}

/** What has to be entered elsewhere: the callbacks at the providers, the webhook at Stripe. */
function addresses(config: LoadedConfig): Finding[] {
  const { publicUrl, tier } = config.get(PlatformConfig);
  if (tier !== 'advanced') return [{ check: 'public URL', ok: true, detail: publicUrl }];
  const providers = Object.keys(config.get(OAuthConfig).providers);
  return [
    ...providers.map((name) => ({
      check: `callback to register at ${name}`,
      ok: true,
      detail: `${publicUrl}/auth/oauth/${name}/callback`,
    })),
    { check: 'webhook to register at Stripe', ok: true, detail: `${publicUrl}/billing/webhook` },
  ];
}

async function stripe(config: LoadedConfig): Promise<Finding[]> {
  return config.get(PlatformConfig).tier === 'advanced' ? checkStripe(config.get(BillingConfig)) : [];
}

async function database(config: LoadedConfig): Promise<Finding[]> {
  const { databaseUrl } = config.get(PlatformConfig);
  try {
    await waitForDatabase(databaseUrl, 2000);
    const pending = await pendingMigrations(databaseUrl, migrations);
    const detail = pending.length ? `pending: ${pending.join(', ')}` : 'all applied';
    return [
      { check: 'database', ok: true, detail: 'reachable' },
      { check: 'migrations', ok: pending.length === 0, detail },
    ];
  } catch (error) {
    return [{ check: 'database', ok: false, detail: (error as Error).message }];
  }
}
