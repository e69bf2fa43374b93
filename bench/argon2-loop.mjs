// The control for logins: argon2id with the parameters of the API, as many at a time as there are cores.
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

const PASSWORD = 'seven-lanterns-over-the-toll-road';
const known = await hash(PASSWORD, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** Asked for a number of seconds, it answers how many passwords it verified per second. */
process.on('message', async (seconds) => {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let verified = 0;
  const loop = async () => {
    for (; performance.now() < until; verified++) await verify(known, PASSWORD);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, loop));
  process.send((verified / (performance.now() - startedAt)) * 1000);
});
process.on('disconnect', () => process.exit());
process.send('ready');
