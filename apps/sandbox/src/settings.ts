import { partNames, type PartName } from './part.js';

/** What the sandbox is told from outside, checked. */
export interface SandboxSettings {
  parts: PartName[];
  dataDirectory: string;
  firstPort: number;
  appUrl: string;
  webhookUrl: string;
  extraPriceIds: string[];
}

/** Reads the SANDBOX_… variables; anything unusable is an error with the variable's name in it. */
export function readSettings(environment: NodeJS.ProcessEnv): SandboxSettings {
  const appUrl = originOf(environment.SANDBOX_APP_URL || 'http://localhost:8000');
  return {
    parts: commaList(environment.SANDBOX_PARTS ?? partNames.join(',')).map(partNamed),
    dataDirectory: environment.SANDBOX_DATA_DIR || '.data/sandbox',
    firstPort: portOf(environment.SANDBOX_PORT_BASE || '4000'),
    appUrl,
    webhookUrl: environment.SANDBOX_WEBHOOK_URL || `${appUrl}/billing/webhook`,
    extraPriceIds: commaList(environment.SANDBOX_PRICE_IDS ?? ''),
  };
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function partNamed(name: string): PartName {
  const known = partNames.find((part) => part === name);
  if (!known) throw new Error(`SANDBOX_PARTS names "${name}"; the parts are ${partNames.join(', ')}.`);
  return known;
}

function originOf(url: string): string {
  if (!URL.canParse(url)) throw new Error('SANDBOX_APP_URL must be an address such as http://localhost:8000.');
  return new URL(url).origin;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 32000) {
    throw new Error('SANDBOX_PORT_BASE must be a whole number from 1 to 32000.');
  }
  return port;
}
