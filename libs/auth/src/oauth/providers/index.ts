import { readdirSync } from 'node:fs';
import type { ProviderKind } from '../oauth-provider.js';

// Neither type declarations nor source maps nor specs end like this.
const FILE = /^([a-z][a-z0-9_-]*)\.provider\.[jt]s$/;

const found = readdirSync(import.meta.dirname).flatMap((file) => {
  const name = FILE.exec(file)?.[1];
  return name ? [{ name, file }] : [];
});

/** Every kind of provider that has a file in this folder, by the name that the settings use. */
export const providerKinds: ReadonlyMap<string, ProviderKind> = new Map(
  await Promise.all(
    found.map(async ({ name, file }) => {
      const { default: kind } = (await import(`./${file}`)) as { default?: ProviderKind };
      if (typeof kind?.connect !== 'function') throw new Error(`providers/${file} exports no kind of provider`);
      return [name, kind] as const;
    }),
  ),
);
