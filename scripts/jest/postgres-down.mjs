import { rmSync } from 'node:fs';

export default async function postgresDown() {
  const { postgres, folder } = globalThis.turnpikeTestPostgres ?? {};
  await postgres?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
