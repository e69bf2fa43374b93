import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { closeServer, listenOnLoopback } from '../ports.js';

/** One exchange with the emulator behind the front, while its answer can still be changed. */
export interface Exchange {
  url: URL;
  method: string;
  status: number;
  body: string;
}

/** What a provider's front adds to the emulator: who may pass, and what the answers say. */
export interface FrontRules {
  /** Paths that need an access token which this provider has issued. */
  protectedPaths: string[];
  tokenPath: string;
  rewrite(exchange: Exchange): string;
}

const hopByHop = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
]);

/**
 * Puts a loopback server before an emulator. The emulator forgets who people are at each restart and takes any
 * bearer token; a real provider does neither.
 */
export async function startFront(firstPort: number, emulator: (url: string) => Promise<string>, rules: FrontRules) {
  const issuedTokens = new Set<string>();
  let emulatorUrl = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', emulatorUrl);
    relay(request, url)
      .then(({ answer, bytes }) => {
        const body = /json|text|urlencoded/.test(answer.headers.get('content-type') ?? '')
          ? changed(url, request.method ?? 'GET', answer.status, bytes.toString())
          : bytes;
        response.writeHead(answer.status, outgoing(answer.headers)).end(body);
      })
      .catch(() => response.writeHead(502, { 'content-type': 'text/plain' }).end('The emulator did not answer.\n'));
  });

  async function relay(request: IncomingMessage, url: URL) {
    const body = await bodyOf(request);
    if (rules.protectedPaths.includes(url.pathname) && !issuedTokens.has(bearerOf(request.headers))) {
      const refusal = Response.json({ message: 'Bad credentials' }, { status: 401 });
      return { answer: refusal, bytes: Buffer.from(await refusal.arrayBuffer()) };
    }
    const answer = await fetch(url, {
      method: request.method,
      headers: incoming(request.headers),
      body: body.length ? body : undefined,
      redirect: 'manual',
    });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  function changed(url: URL, method: string, status: number, body: string): string {
    if (url.pathname === rules.tokenPath) {
      const token = /access_token["']?\s*[:=]\s*"?([^"&\s]+)/.exec(body)?.[1];
      if (token) issuedTokens.add(decodeURIComponent(token));
    }
    return rules.rewrite({ url, method, status, body });
  }

  const port = await listenOnLoopback(server, firstPort);
  const url = `http://127.0.0.1:${port}`;
  try {
    emulatorUrl = await emulator(url);
  } catch (error) {
    await closeServer(server);
    throw error;
  }
  return { url, close: () => closeServer(server) };
}

function bearerOf(headers: IncomingHttpHeaders): string {
  return (headers.authorization ?? '').replace(/^(bearer|token)\s+/i, '').trim();
}

function incoming(headers: IncomingHttpHeaders): Headers {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) if (!hopByHop.has(name)) kept.set(name, String(value));
  return kept;
}

function outgoing(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !hopByHop.has(name) && name !== 'content-encoding');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
