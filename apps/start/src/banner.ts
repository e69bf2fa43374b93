import type { SandboxReady } from './sandbox.js';

/** What the banner tells. */
export interface BannerFacts {
  publicUrl: string;
  dataFolder: string;
  sandbox: SandboxReady | undefined;
}

/** What a stranger needs to know once everything runs. */
export function banner({ publicUrl, dataFolder, sandbox }: BannerFacts): string {
  const lines = ['', `  Turnpike is ready: ${publicUrl}`, ''];
  if (sandbox?.demoAccounts.length) {
    lines.push('  Demo accounts:');
    const accounts = sandbox.demoAccounts.map(({ provider, name, email }) => [provider, name, email]);
    lines.push(...table(accounts), '');
  }
  if (sandbox?.parts.length) {
    lines.push('  Stand-ins on this machine, for what has no real key:');
    lines.push(...table(sandbox.parts.map(({ name, url, note }) => [name, url, note])), '');
  }
  lines.push(`  Data: ${dataFolder}`, '  Ctrl-C stops everything.', '');
  return lines.join('\n');
}

function table(rows: string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `    ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd());
}
