import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What the sandbox says when it is ready: what an operator would set to use it. */
export interface SandboxReady {
  environment: Record<string, string>;
  oauthProviders: Record<string, Record<string, string>>;
}

/** Starts the built sandbox with all its parts for an application at `appUrl`. */
export async function startSandbox(appUrl: string, dataDir: string, portBase: number) {
  const child = fork('dist/apps/sandbox/src/main.js', {
    env: {
      PATH: process.env.PATH,
      SANDBOX_PARTS: 'google,github,stripe,llm,mail',
      SANDBOX_DATA_DIR: dataDir,
      SANDBOX_APP_URL: appUrl,
      SANDBOX_PORT_BASE: String(portBase),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'close');
  const [ready] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('The sandbox ended before it was ready'))),
  ])) as [SandboxReady];
  return {
    ...ready,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
