import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { inSpan, traceHeaders, type Span } from '@app/platform';
import { providerRequestDuration } from '../auth.metrics.js';

const CONNECT_MS = 3000;
const TOTAL_MS = 8000;
const MOST_BYTES = 1024 * 1024;

/** What a call is for. */
export type CallStep = 'discovery' | 'jwks' | 'token' | 'profile' | 'emails';

/** What a provider answered, redirects and errors included. */
export interface ProviderAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

type Call = Pick<RequestOptions, 'method' | 'headers'> & { body?: string | Buffer };

/**
 * All the calls to a provider that one request of a browser makes: a connection within 3 s each, 8 s for everything
 * together, 1 MiB per answer, no redirects.
 */
export class ProviderCalls {
  readonly over = AbortSignal.timeout(TOTAL_MS);

  constructor(readonly provider: string) {}

  send(step: CallStep, url: string, call: Call = {}): Promise<ProviderAnswer> {
    const method = call.method ?? 'GET';
    const attributes = { 'http.request.method': method, 'server.address': new URL(url).hostname };
    const options = { kind: 'client', attributes } as const;
    return inSpan(`${this.provider} ${step}`, options, (span) => this.measured(step, url, call, span));
  }

  private async measured(
    step: CallStep,
    url: string,
    { body, headers, ...options }: Call,
    span: Span,
  ): Promise<ProviderAnswer> {
    const startedAt = performance.now();
    const observe = (error_type: 'none' | 'status' | 'timeout' | 'network') =>
      providerRequestDuration.observe(
        { provider: this.provider, step, error_type },
        (performance.now() - startedAt) / 1000,
      );
    try {
      const sent = { ...options, headers: { ...headers, ...traceHeaders() }, agent: false, signal: this.over };
      const answer = await exchange(new URL(url), sent, body);
      span.set({ 'http.response.status_code': answer.status });
      if (!isFine(answer)) span.meet(String(answer.status));
      observe(isFine(answer) ? 'none' : 'status');
      return answer;
    } catch (error) {
      observe(this.over.aborted || error instanceof ConnectTimeout ? 'timeout' : 'network');
      throw error;
    }
  }
}

/** Whether the provider did what it was asked to. */
export const isFine = ({ status }: ProviderAnswer) => status >= 200 && status < 300;

class ConnectTimeout extends Error {}

async function exchange(url: URL, options: RequestOptions, body?: string | Buffer): Promise<ProviderAnswer> {
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
  // Once the answer has begun, `once` listens no more; an error that nobody hears would end the process.
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
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks),
  };
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
