import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { RunningPart } from '../part.js';
import { closeServer, listenOnLoopback } from '../ports.js';
import type { SandboxSecrets } from '../secrets.js';
import type { SandboxSettings } from '../settings.js';
import { readChatRequest } from './chat-request.js';
import { answerChat } from './chat.js';
import { LlmError } from './llm.errors.js';

const apiKey = 'sandbox_llm_key';
const models = ['local-demo', 'local-demo-premium'] as const;
const longestBody = 1024 * 1024;

/** Starts the pretend model: the OpenAI chat completions protocol, with answers that follow from the question. */
export async function startLlm(settings: SandboxSettings, _secrets: SandboxSecrets): Promise<RunningPart> {
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    serve(request, response, gone.signal).catch((error: unknown) => {
      if (gone.signal.aborted || response.headersSent) return void response.destroy();
      const refusal = error instanceof LlmError ? error : new LlmError(500, 'server_error', String(error));
      response.writeHead(refusal.status, { 'content-type': 'application/json', ...refusal.headers });
      response.end(JSON.stringify(refusal));
    });
  });
  const port = await listenOnLoopback(server, settings.firstPort + 10);
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'llm',
    url,
    note: 'Demo responder, not an AI model; write /help to it',
    environment: {
      LLM_BASE_URL: `${url}/v1`,
      LLM_API_KEY: apiKey,
      LLM_MODEL: models[0],
      LLM_PREMIUM_MODEL: models[1],
    },
    close: () => closeServer(server),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, gone: AbortSignal): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
  if (request.headers.authorization !== `Bearer ${apiKey}`) {
    throw new LlmError(401, 'invalid_api_key', 'Incorrect API key provided.');
  }
  if (request.method === 'GET' && path === '/v1/models') {
    const data = models.map((id) => ({ id, object: 'model', created: 1735689600, owned_by: 'turnpike-sandbox' }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data }));
    return;
  }
  if (request.method === 'POST' && path === '/v1/chat/completions') {
    return answerChat(readChatRequest(await bodyOf(request), models), response, gone);
  }
  throw new LlmError(404, 'unknown_url', `Unknown request URL: ${request.method} ${path}.`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new LlmError(413, 'request_too_large', 'The request is larger than 1 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
