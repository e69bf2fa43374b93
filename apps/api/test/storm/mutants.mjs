// node apps/api/test/storm/mutants.mjs [name …]: shows that the small storm fails on planted mistakes, each in a copy of
// dist, and passes on a copy without any. Exits with 1 when one is not found out. The seed is STORM_SEED.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, server } from '../../../../scripts/lib/build.mjs';
import { findNode } from '../../../../scripts/lib/node.mjs';
import { fail, inProject, root } from '../../../../scripts/lib/project.mjs';

const billing = 'libs/billing/src';
const mutants = [
  { name: 'none', edits: [] },
  {
    name: 'acknowledges before the commit',
    edits: [
      [
        `${billing}/stripe/stripe-webhook.controller.js`,
        /await (this\.inbox\.accept\(.*\));/,
        'void $1.catch(() => {});',
      ],
    ],
    finds: /was acknowledged and lost/,
  },
  {
    name: 'trusts what an event says',
    edits: [
      [
        `${billing}/stripe/subscription.events.js`,
        /await this\.subscriptions\.syncFromStripe\(event\.data\.object\.id, transaction\);/,
        'await this.subscriptions.copies.store(event.data.object, transaction);',
      ],
    ],
    finds: /Stripe has sub_/,
  },
  {
    name: 'works without the lock of the customer',
    edits: [
      [`${billing}/subscription/customer-lock.js`, /(function tryLockCustomer\(.*\) \{)/, '$1 return true;'],
      [`${billing}/subscription/customer-lock.js`, /(function lockCustomer\(.*\) \{)/, '$1 return;'],
    ],
    finds: /Stripe has sub_|does not follow|too often or too late/,
  },
];

const asked = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => asked.length === 0 || asked.some((words) => name.includes(words)));
if (chosen.length === 0) fail(`There are: ${mutants.map(({ name }) => name).join(', ')}`);
const problems = await build([server]);
if (problems.length) fail(problems.join('\n\n'));

const temporary = inProject('.data', 'tmp');
mkdirSync(temporary, { recursive: true });
let undiscovered = 0;
for (const mutant of chosen) {
  const output = await storm(mutant);
  const isGreen = /^Tests: +1 passed, 1 total/m.test(output);
  const isAsExpected = mutant.finds ? !isGreen && mutant.finds.test(output) : isGreen;
  if (!isAsExpected) {
    undiscovered++;
    console.log(output);
  }
  const seed = /seed +(\d+)/.exec(output)?.[1] ?? 'unknown';
  const wrong = /things that are wrong +(\d+)/.exec(output)?.[1] ?? 'none counted';
  console.log(
    `${isAsExpected ? 'as it should' : 'NOT FOUND OUT'}  ${mutant.name}: ${wrong} things wrong, seed ${seed}`,
  );
}
process.exit(undiscovered > 0 ? 1 : 0);

/** The storm's output, against a copy of dist with these edits. */
async function storm({ edits }) {
  const folder = mkdtempSync(join(temporary, 'storm-mutant-'));
  try {
    cpSync(inProject('dist'), folder, { recursive: true });
    for (const [path, what, by] of edits) edit(join(folder, path), what, by);
    return await runJest(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function edit(file, what, by) {
  const before = readFileSync(file, 'utf8');
  if (!what.test(before)) fail(`${file} has changed: there is nothing like ${what} in it any more.`);
  writeFileSync(file, before.replace(what, by));
}

function runJest(folder) {
  const jest = inProject('node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
  const child = spawn(findNode(), [...args, '--selectProjects', 'e2e', '--testPathPatterns', 'api/test/storm'], {
    cwd: root,
    env: { ...process.env, STORM: 'small', STORM_DIST: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  return new Promise((resolve) => child.once('close', () => resolve(printed)));
}
