import { spawnSync } from 'node:child_process';

/** Debian's names first; upstream calls the second one `alertmanager`. */
const NAMES = {
  prometheus: ['prometheus'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
  promtool: ['promtool'],
};
type Tool = keyof typeof NAMES;

const find = (tool: Tool) => NAMES[tool].find((name) => spawnSync(name, ['--version']).status === 0);
const MISSING =
  "Prometheus and Alertmanager were not found, so nothing is proven about alerts. Install Debian's: apt-get install prometheus prometheus-alertmanager";

/** The command of each tool. Throws when one is missing. */
export function monitoringTools(): Record<Tool, string> {
  const found = Object.keys(NAMES).map((tool) => [tool, find(tool as Tool)]);
  if (found.some(([, name]) => !name)) throw new Error(MISSING);
  return Object.fromEntries(found);
}

/** Tests with a real Prometheus. Where there is none they are reported as not run, and in continuous integration as failed. */
export function describeWithMonitoring(name: string, tests: () => void): void {
  const complete = Object.keys(NAMES).every((tool) => find(tool as Tool));
  if (complete) describe(name, tests);
  else if (process.env.CI) it(name, () => Promise.reject(new Error(MISSING)));
  else {
    console.error(MISSING);
    describe.skip(name, tests);
  }
}
