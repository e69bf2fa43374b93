import type { INestApplication } from '@nestjs/common';
import { Drain } from '@app/platform';
import type { Server } from 'node:http';

/** How long an answer that is under way at the very end may take. */
const LAST_ANSWERS_MS = 2000;

/**
 * SIGTERM, SIGINT, and the end of the supervisor that started us, all mean: drain, close, exit 0.
 * Asked again while that runs, nothing changes.
 */
export function stopWhenAsked(app: INestApplication): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await app.get(Drain).start();
    const server = app.getHttpServer() as Server;
    setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS).unref();
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.env.TURNPIKE_SUPERVISED === '1') process.on('disconnect', stop);
}
