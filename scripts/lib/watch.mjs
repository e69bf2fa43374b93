// npm run dev: the compilers keep running and write into dist/ and apps/web/build/; the supervisor reloads what it serves.
import { spawn } from 'node:child_process';
import { pages, server } from './build.mjs';

// The shell ends the whole group at the end of its input, which comes when this process ends, however it ends.
const leash = '"$@" < /dev/null & cat > /dev/null; kill -TERM 0';

/** Starts both compilers in watch mode. They end with this process. */
export function watchSources() {
  for (const { watchCommand } of [server, pages]) {
    const { command, args, cwd, env } = watchCommand();
    const child = spawn('/bin/sh', ['-c', leash, 'turnpike-watch', command, ...args], {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    child.unref();
  }
}
