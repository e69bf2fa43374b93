import { startSandbox } from './sandbox.js';
import { readSettings } from './settings.js';

// Under a supervisor Ctrl-C reaches the whole process group; it alone decides when the stand-ins may go.
const supervised = process.send !== undefined;

try {
  const { ready, close } = await startSandbox(readSettings(process.env));

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', supervised ? () => undefined : stop);
  process.on('disconnect', stop);

  if (supervised) process.send?.(ready);
  else for (const { name, url, note } of ready.parts) console.log(`${name.padEnd(7)} ${url}  ${note}`);
} catch (error) {
  console.error(`The sandbox could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
