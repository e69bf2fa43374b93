import { spawn, type ChildProcess } from 'node:child_process';

// Waits for the end of its input, which comes when our process ends, however it ends. The pause lets the api, which ends
// for the same reason, finish with the database first.
const script = `
cat > /dev/null
sleep 5
case "$(readlink "/proc/$1/cwd")" in "$2" | "$2 (deleted)") kill -INT "$1" ;; esac
`;

/** Keeps a tiny process beside Postgres that stops it when ours was killed and could not do it itself. */
export function watchOver(postgres: ChildProcess, data: string): void {
  const watcher = spawn('/bin/sh', ['-c', script, 'turnpike-postgres-watcher', String(postgres.pid), data], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  postgres.once('exit', () => {
    try {
      if (watcher.pid && watcher.exitCode === null) process.kill(-watcher.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  });
}
