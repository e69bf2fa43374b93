import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The path of something in this repository. */
export const inProject = (...parts) => join(fileURLToPath(new URL('..', import.meta.url)), ...parts);
