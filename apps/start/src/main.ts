import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockDataDir } from './lock.js';
import { assertPortIsFree } from './port.js';
import { readStartSettings } from './settings.js';
import { StartProblem } from './start-problem.js';
import { onStopSignals } from './stop-signals.js';
import { Supervisor } from './supervisor.js';
import { onRecompiled } from './watch.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
// A closed terminal must not end us before everything is stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
if (process.env.NODE_ENV !== 'test' && existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));

try {
  const settings = readStartSettings(process.env, root);
  await assertPortIsFree(settings.port, settings.host);
  const lock = lockDataDir(settings.dataDir);

  const finish = async (exitCode: number) => {
    await supervisor.stop();
    lock.release();
    process.exit(exitCode);
  };
  let asked = false;
  const supervisor = new Supervisor(settings, process.env, root, (sentence, exitCode) => {
    console.error(sentence);
    void finish(exitCode);
  });
  onStopSignals(
    () => {
      asked = true;
      console.log('Stopping: what is under way may finish. Twice more stops it at once.');
      void finish(0);
    },
    () => supervisor.kill(),
  );

  try {
    await supervisor.start();
    if (settings.watch) onRecompiled(join(root, 'dist'), () => supervisor.reloadApi());
  } catch (error) {
    if (!asked) {
      say(error);
      await finish(error instanceof StartProblem ? error.exitCode : 1);
    }
  }
} catch (error) {
  say(error);
  process.exit(error instanceof StartProblem ? error.exitCode : 1);
}

function say(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
}
