import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { traceHeaders } from '@app/platform';
import { LlmTimeout } from '../llm.errors.js';
import { NodeResponse } from './node-response.js';

/** `fetch` over Node's own HTTP client, because the built-in one has no setting for how long connecting may take. */
export class LimitedFetch {
  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };

  constructor(private readonly connectMs: number) {}

  /** Follows no redirects and sends string bodies only, which is all that a model's client needs. */
  readonly fetch = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const secure = url.protocol === 'https:';
    const { method, body, signal } = init;
    const options = {
      method,
      headers: { ...Object.fromEntries(new Headers(init.headers)), ...traceHeaders() },
      agent: this.agents[secure ? 'https:' : 'http:'],
      signal: signal ?? undefined,
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, options);
      request.on('socket', (socket) => this.limitConnecting(socket, secure, request));
      request.on('error', reject);
      request.on('response', (answer) => {
        try {
          resolve(toResponse(answer));
        } catch (error) {
          // A status or header that no `Response` can have.
          request.destroy();
          reject(error as Error);
        }
      });
      request.end(typeof body === 'string' ? body : undefined);
    });
  };

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private limitConnecting(socket: Socket, secure: boolean, request: http.ClientRequest): void {
    if (!socket.connecting) return;
    const timer = setTimeout(() => request.destroy(new LlmTimeout('connect')), this.connectMs);
    socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  }
}

function toResponse(answer: http.IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return new NodeResponse(answer, { status, headers });
}
