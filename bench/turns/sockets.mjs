import { once } from 'node:events';
import { join } from 'node:path';
import { start, stop } from '../processes.mjs';
import { cookiesOf } from './people.mjs';

/** Opens a socket to `server` for each of the people, who may be in the list more than once. Answers how to use them. */
export async function openSockets(stage, server, people) {
  const client = start('bench/socket-client.mjs', { output: join(stage.folder, 'socket-client.log') });
  const gone = once(client, 'exit').then(([code]) => [{ error: `The client of the sockets ended with ${code}.` }]);

  async function answer() {
    const [{ result, error }] = await Promise.race([once(client, 'message'), gone]);
    if (error) throw new Error(`${server.name}: ${error}`);
    return result;
  }
  function ask(job, options) {
    client.send({ job, options });
    return answer();
  }

  await answer();
  const cookies = await cookiesOf(stage, people, server);
  await ask('open', { url: `${server.url.replace('http', 'ws')}/ws`, origin: server.url, cookies });
  return { ask, close: () => stop(client) };
}
