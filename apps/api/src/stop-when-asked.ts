import type { INestApplication } from '@nestjs/common';
import { Drain } from '@app/platform';

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
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.env.TURNPIKE_SUPERVISED === '1') process.on('disconnect', stop);
}
