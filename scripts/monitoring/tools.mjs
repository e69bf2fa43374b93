// promtool and amtool judge by the rules of Prometheus and Alertmanager themselves.
import { spawnSync } from 'node:child_process';
import { run } from '../lib/tasks.mjs';
import { inProject } from '../lib/project.mjs';

const PACKAGES = { promtool: 'prometheus', amtool: 'prometheus-alertmanager' };

/** Sentences that say which tools are missing and how to get them. */
export function missingTools(tools = Object.keys(PACKAGES), path = process.env.PATH) {
  const missing = tools.filter((tool) => spawnSync(tool, ['--version'], { env: { PATH: path } }).error);
  return missing.map(
    (tool) =>
      `${tool} is missing: apt-get install --no-install-recommends ${PACKAGES[tool]} (or whatever brings it on this system)`,
  );
}

/** Runs a tool in a folder of the project. Its output is a problem when it says no. */
export async function judge(tool, args, folder) {
  const { ok, output } = await ask(tool, args, folder);
  return ok ? [] : [`${tool} ${args.join(' ')}:\n${output.trim()}`];
}

/** What a tool answers. */
export const ask = (tool, args, folder) => run({ command: tool, args, cwd: inProject(folder) });
