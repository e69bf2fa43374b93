import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { once } from 'node:events';
import { providerRequestDuration } from '../auth.metrics.js';

export const CONNECT_MS = 3000;
const MOST_BYTES = 1024 * 1024;

type HttpLibrary = { request(options: RequestOptions): ClientRequest };
/** How the `oauth` package hands a request over, and takes the answer. */
type ExecuteRequest = (
  library: HttpLibrary,
  options: RequestOptions,
  body: string | Buffer | undefined,
  callback: (error: unknown, text?: string) => void,
) => void;

/**
 * What `oauth` uses instead of its own request, which waits for ever and takes anything: a connection within 3 s, an end
 * when `over` says so, 1 MiB, no redirects. `crash` hears of an error that the caller's own callback throws.
 */
export function boundedRequest(provider: string, over: AbortSignal, crash: (error: unknown) => void): ExecuteRequest {
  return (library, options, body, callback) => {
    const step = options.method === 'POST' ? 'token' : 'profile';
    const startedAt = performance.now();
    const observe = (error_type: 'none' | 'status' | 'timeout' | 'network') =>
      providerRequestDuration.observe({ provider, step, error_type }, (performance.now() - startedAt) / 1000);
    send(library, { ...options, agent: false, signal: over }, body)
      .then(
        ({ statusCode, text }) => {
          const fine = statusCode >= 200 && statusCode < 300;
          observe(fine ? 'none' : 'status');
          return fine ? callback(null, text) : callback({ statusCode, data: text });
        },
        (error: unknown) => {
          observe(over.aborted || error instanceof ConnectTimeout ? 'timeout' : 'network');
          callback(error);
        },
      )
      .catch(crash);
  };
}

class ConnectTimeout extends Error {}

async function send(library: HttpLibrary, options: RequestOptions, body?: string | Buffer) {
  const request = library.request(options);
  // Once the answer has begun, `once` listens no more, and an unheard error would end the process.
  request.on('error', () => {});
  limitConnecting(request);
  request.end(body || undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('The provider’s answer is larger than 1 MiB');
    chunks.push(chunk);
  }
  return { statusCode: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}

function limitConnecting(request: ClientRequest): void {
  const timer = setTimeout(
    () => request.destroy(new ConnectTimeout('The provider did not accept a connection')),
    CONNECT_MS,
  );
  const stop = () => clearTimeout(timer);
  request.once('socket', (socket) => socket.once('encrypted' in socket ? 'secureConnect' : 'connect', stop));
  request.once('close', stop);
}
