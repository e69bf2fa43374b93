import { readdirSync } from 'node:fs';
import type { WireProtocol } from './model-protocol.js';

// Neither type declarations nor source maps nor specs end like this.
const FILE = /^([a-z][a-z0-9-]*)\.protocol\.[jt]s$/;

const found = readdirSync(import.meta.dirname).flatMap((file) => {
  const name = FILE.exec(file)?.[1];
  return name ? [{ name, file }] : [];
});

/** Every wire protocol that has a file in this folder, by the name that the settings use. */
export const protocols: ReadonlyMap<string, WireProtocol> = new Map(
  await Promise.all(
    found.map(async ({ name, file }) => {
      const { default: protocol } = (await import(`./${file}`)) as { default?: WireProtocol };
      if (typeof protocol?.connect !== 'function') throw new Error(`protocols/${file} exports no wire protocol`);
      return [name, protocol] as const;
    }),
  ),
);
