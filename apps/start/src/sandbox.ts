import type { ProviderUrls } from './effective-config.js';
import type { Part } from './processes.js';
import { StartProblem } from './start-problem.js';

/** What the sandbox says once all of its parts listen. */
export interface SandboxReady {
  environment: Record<string, string>;
  oauthProviders: ProviderUrls;
  parts: { name: string; url: string; note: string }[];
  demoAccounts: { provider: string; name: string; email: string }[];
}

/** Waits for the sandbox's message. Throws a `StartProblem` when it ends instead. */
export function sandboxReady(sandbox: Part): Promise<SandboxReady> {
  return new Promise((resolve, reject) => {
    sandbox.child.on('message', (message: { type?: string }) => {
      if (message.type === 'ready') resolve(message as unknown as SandboxReady);
    });
    void sandbox.ended.then(() => reject(new StartProblem('The sandbox did not start; its reason is above.')));
  });
}
