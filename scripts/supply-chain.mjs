// What comes into the house, and what must not leave it: part of `npm run check`. See docs/security.md.
import { readFileSync } from 'node:fs';
import { findNode, npmCommand } from './lib/node.mjs';
import { inProject, root } from './lib/project.mjs';
import { run } from './lib/tasks.mjs';
import { licenceProblems, lockfileProblems, scriptProblems } from './supply/lockfile.mjs';
import { auditProblems, sbomProblems } from './supply/npm-reports.mjs';

const read = (file) => JSON.parse(readFileSync(inProject(file), 'utf8'));
const lock = read('package-lock.json');
const npm = async (...args) => (await run({ ...npmCommand([...args, '--package-lock-only']), cwd: root })).output;

const results = {
  lockfile: lockfileProblems(lock),
  'install scripts': scriptProblems(lock, read('package.json')),
  licences: licenceProblems(lock),
  secrets: await secretProblems(),
  'bill of materials': sbomProblems(await npm('sbom', '--sbom-format', 'cyclonedx'), lock),
  vulnerabilities: auditProblems(await npm('audit', '--json')),
};

for (const [name, problems] of Object.entries(results)) {
  const state =
    problems === undefined ? 'not run: the audit service did not answer' : problems.length ? 'FAILED' : 'ok';
  console.log(`${name}: ${state}`);
  for (const problem of problems ?? []) console.log(`  ${problem}`);
}
process.exit(Object.values(results).some((problems) => problems?.length) ? 1 : 0);

/** Everything that looks like a secret in what git would take, without showing it. */
async function secretProblems() {
  const args = ['--secretlintrc', '.secretlintrc.json', '--maskSecrets', '--secretlintignore', '.gitignore', '**/*'];
  const cli = inProject('node_modules', 'secretlint', 'bin', 'secretlint.js');
  const { ok, output } = await run({ command: findNode(), args: [cli, ...args], cwd: root });
  return ok ? [] : [output.trim()];
}
