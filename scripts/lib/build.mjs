// Builds the server (Nest, TypeScript) and the pages (SvelteKit), each only when what it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { findNode, npmCommand } from './node.mjs';
import { inProject, root } from './project.mjs';
import { run, withProgress } from './tasks.mjs';

const notBuilt = /(^|\/)(node_modules|build|\.svelte-kit|testing|test)(\/|$)|[.-]spec\.ts$/;
const nest = inProject('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');

export const server = {
  name: 'server',
  stamp: inProject('dist', '.turnpike-build'),
  inputs: [
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'apps/api',
    'apps/sandbox',
    'apps/start',
    'libs',
    'migrations',
  ],
  command: () => ({ command: findNode(), args: [nest, 'build', 'turnpike'], cwd: root }),
  watchCommand: () => ({
    command: findNode(),
    args: [nest, 'build', 'turnpike', '--watch', '--preserveWatchOutput'],
    cwd: root,
  }),
  finish: removeOrphans,
};

export const pages = {
  name: 'pages',
  stamp: inProject('apps', 'web', 'build', '.turnpike-build'),
  inputs: ['apps/web', 'libs/protocol'],
  command: () => ({ ...npmCommand(['run', 'build', '--workspace', 'apps/web']), cwd: root }),
  watchCommand: () => ({
    ...npmCommand(['exec', '--workspace', 'apps/web', '--', 'vite', 'build', '--watch']),
    cwd: root,
  }),
  finish: () => undefined,
};

/** Builds the stale ones of `parts` side by side, all of them with `force`. Returns what went wrong, in the compilers' words. */
export async function build(parts = [server, pages], { force = false } = {}) {
  const stale = () => parts.filter((part) => force || !isFresh(part));
  if (!stale().length) return [];
  return withLock('build', async () => {
    const todo = stale();
    if (!todo.length) return [];
    const title = `Building ${todo.map(({ name }) => name).join(' and ')}`;
    const problems = await withProgress(title, () => Promise.all(todo.map(buildPart)));
    return problems.filter(Boolean);
  });
}

async function buildPart(part) {
  const fingerprint = fingerprintOf(part);
  const { ok, output } = await run(part.command());
  if (!ok) return `${output.trim()}\n\nThe ${part.name} could not be built; the reason is above.`;
  part.finish();
  mkdirSync(dirname(part.stamp), { recursive: true });
  writeFileSync(part.stamp, fingerprint);
}

const isFresh = (part) => existsSync(part.stamp) && readFileSync(part.stamp, 'utf8') === fingerprintOf(part);

function fingerprintOf({ inputs }) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...inputs].flatMap((input) => filesIn(inProject(input)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path) || notBuilt.test(relative(root, path))) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

/** The compiler leaves the output of a source that is gone, and what is found by folder would still be found. */
function removeOrphans(folder = inProject('dist')) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeOrphans(path);
    else if (
      /\.js(\.map)?$/.test(path) &&
      !existsSync(inProject(relative(inProject('dist'), path).replace(/\.js(\.map)?$/, '.ts')))
    ) {
      rmSync(path);
    }
  }
}
