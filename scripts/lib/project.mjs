// Where things are, and whether this Node can run the scripts at all. Imported first by every script.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Turnpike needs Node 20.19 or newer to start; this is ${process.versions.node}.`);
  process.exit(1);
}

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const inProject = (...parts) => join(root, ...parts);

/** Ends with one clear sentence. */
export function fail(sentence, code = 1) {
  console.error(sentence);
  process.exit(code);
}
