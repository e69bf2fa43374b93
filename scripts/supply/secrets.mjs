// Everything that looks like a secret, by the rules of .secretlintrc.json.
import { findNode } from '../lib/node.mjs';
import { inProject, root } from '../lib/project.mjs';
import { run } from '../lib/tasks.mjs';

/** Where secrets lie in what git would take of a folder, and of which kind; never what they are. */
export async function secretProblems(folder = root) {
  const rules = ['--secretlintrc', inProject('.secretlintrc.json'), '--secretlintignore', inProject('.gitignore')];
  const cli = inProject('node_modules', 'secretlint', 'bin', 'secretlint.js');
  const args = [cli, ...rules, '--maskSecrets', '--format', 'unix', '**/*'];
  const { ok, output } = await run({ command: findNode(), args, cwd: folder });
  return ok ? [] : output.trim().split('\n').filter(Boolean);
}
