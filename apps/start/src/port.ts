import { createServer } from 'node:net';
import { StartProblem } from './start-problem.js';

/** Throws a `StartProblem` when the api could not listen there. Asked first, before anything has been started in vain. */
export function assertPortIsFree(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on ${host} is already in use. Stop what uses it or set PORT to another one.`;
      reject(new StartProblem(code === 'EADDRINUSE' ? taken : `Turnpike cannot listen on ${host}:${port} (${code}).`));
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}
