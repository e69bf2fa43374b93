// npm run build: the server into dist/, the pages into apps/web/build/. Installs nothing.
import { build } from './lib/build.mjs';
import { fail } from './lib/project.mjs';
import { endTasksOnSignals } from './lib/tasks.mjs';

endTasksOnSignals();
const problems = await build(undefined, { force: true });
if (problems.length) fail(problems.join('\n\n'));
