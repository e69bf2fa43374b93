// What comes into the house, and what must not leave it: steps of `npm run check`. See docs/supply-chain.md.
import { readFileSync } from 'node:fs';
import { npmCommand } from './lib/node.mjs';
import { inProject, root } from './lib/project.mjs';
import { run } from './lib/tasks.mjs';
import { licenceProblems, lockfileProblems, scriptProblems } from './supply/lockfile.mjs';
import { auditProblems, sbomProblems } from './supply/npm-reports.mjs';
import { secretProblems } from './supply/secrets.mjs';

const read = (file) => JSON.parse(readFileSync(inProject(file), 'utf8'));
const lock = () => read('package-lock.json');
// A service that is away must not hold up everybody for minutes.
const PATIENCE = ['--fetch-timeout=15000', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
const npm = async (...args) =>
  (await run({ ...npmCommand([...args, '--package-lock-only', ...PATIENCE]), cwd: root })).stdout;

/** Each step and how to find its problems: sentences, or undefined when it could not be done for want of a service. */
export const supplyChain = [
  ['lockfile', () => lockfileProblems(lock())],
  ['install scripts', () => scriptProblems(lock(), read('package.json'))],
  ['licences', () => licenceProblems(lock())],
  ['secrets', () => secretProblems()],
  ['bill of materials', async () => sbomProblems(await npm('sbom', '--sbom-format', 'cyclonedx'), lock())],
  ['vulnerabilities', async () => auditProblems(await npm('audit', '--json'))],
];
