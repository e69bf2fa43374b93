import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningPart } from '../src/part.js';
import { loadSecrets, type SandboxSecrets } from '../src/secrets.js';
import type { SandboxSettings } from '../src/settings.js';

type Starter<Part extends RunningPart> = (settings: SandboxSettings, secrets: SandboxSecrets) => Promise<Part>;

/** Starts one part for a spec, in a folder of its own; `restart` keeps the folder, `stop` removes it. */
export async function started<Part extends RunningPart>(start: Starter<Part>, given: Partial<SandboxSettings> = {}) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const settings: SandboxSettings = {
    parts: [],
    dataDirectory,
    // Anywhere: the next spec in this process must not meet a kept-alive connection to the last one's port.
    firstPort: 20_000 + Math.floor(Math.random() * 12_000),
    appUrl: 'http://localhost:8000',
    webhookUrl: 'http://127.0.0.1:1/billing/webhook',
    extraPriceIds: [],
    ...given,
  };
  const secrets = loadSecrets(dataDirectory);
  let part = await start(settings, secrets);
  return {
    settings,
    part: () => part,
    restart: async (changes: Partial<SandboxSettings> = {}) => {
      await part.close();
      part = await start({ ...settings, ...changes }, secrets);
    },
    stop: async () => {
      await part.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Posts a form as a browser would, and does not follow where it leads. */
export function postForm(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

/** Waits until `condition` gives something, for at most ten seconds. */
export async function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const result = await condition();
    if (result) return result as NonNullable<T>;
    if (Date.now() > deadline) throw new Error('It did not happen within ten seconds.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
