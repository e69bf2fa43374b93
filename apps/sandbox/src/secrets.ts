import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const makers = {
  googleClientSecret: () => `sandbox_google_${random()}`,
  githubClientSecret: () => `sandbox_github_${random()}`,
  stripeSecretKey: () => `sk_test_sandbox_${random()}`,
  stripeWebhookSecret: () => `whsec_sandbox_${random()}`,
};

/** The sandbox's own secrets: as random as real ones, so that nothing can come to depend on a known value. */
export type SandboxSecrets = Record<keyof typeof makers, string>;

/** Reads the secrets kept in `directory`, making those that are missing; the file is for its owner alone. */
export function loadSecrets(directory: string): SandboxSecrets {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'secrets.json');
  const kept: Partial<SandboxSecrets> = existsSync(file) ? parse(file) : {};
  const secrets = Object.fromEntries(
    Object.entries(makers).map(([name, make]) => [name, kept[name as keyof SandboxSecrets] ?? make()]),
  ) as SandboxSecrets;
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2) + '\n', { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function parse(file: string): Partial<SandboxSecrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<SandboxSecrets>;
  } catch {
    throw new Error(`${file} cannot be read as JSON; delete it and new secrets are made.`);
  }
}

function random(): string {
  return randomBytes(24).toString('hex');
}
