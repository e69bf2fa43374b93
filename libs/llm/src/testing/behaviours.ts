import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from './pretend-model.js';

/** What the pretend model does with one call. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

/** Answers with these pieces, then says what it took: 11 tokens in, one out for each piece. */
export const answers =
  (...pieces: string[]): Behaviour =>
  async ({ response }) => {
    opens(response);
    for (const piece of pieces)
      sends(response, { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] });
    finishes(response, pieces.length);
  };

/** Answers with these pieces, `pauseMs` apart, for as long as somebody listens. */
export const streams =
  (pauseMs: number, ...pieces: string[]): Behaviour =>
  async ({ response }) => {
    opens(response);
    for (const piece of pieces) {
      if (response.destroyed) return;
      sends(response, { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] });
      await wait(pauseMs);
    }
    finishes(response, pieces.length);
  };

/** Answers with the same piece many times, as fast as it is read. */
export const floods =
  (piece: string, times: number): Behaviour =>
  async ({ response }) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    opens(response);
    const event = { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] };
    for (let n = 0; n < times && !gone.signal.aborted; n += 1) {
      if (!sends(response, event)) await once(response, 'drain', gone).catch(() => undefined);
    }
    finishes(response, times);
  };

/** Sends nothing, not even headers. */
export const hangs = (): Behaviour => () => undefined;

/** Sends these pieces and then nothing more, with the connection open. */
export const stalls =
  (...pieces: string[]): Behaviour =>
  ({ response }) => {
    opens(response);
    for (const piece of pieces)
      sends(response, { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] });
  };

/** Sends these pieces, each with what it took so far, as some providers do, and then nothing more. */
export const reports =
  (...pieces: string[]): Behaviour =>
  ({ response }) => {
    opens(response, usageOf(0));
    for (const [index, content] of pieces.entries())
      sends(response, { choices: [{ index: 0, delta: { content }, finish_reason: null }], usage: usageOf(index + 1) });
  };

/** Sends these pieces and then breaks the connection. */
export const cuts =
  (...pieces: string[]): Behaviour =>
  ({ response }) => {
    opens(response);
    for (const piece of pieces)
      sends(response, { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] });
    setImmediate(() => response.destroy());
  };

/** Refuses with this status. */
export const fails =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(
      JSON.stringify({ error: { message: 'the upstream says so', type: 'error', code: null, param: null } }),
    );
  };

/** Sends events that are not JSON. */
export const garbage =
  (): Behaviour =>
  ({ response }) => {
    opens(response);
    response.end('data: {"id": "chatcmpl-\n\n<html>this is not an event</html>\n\n');
  };

/** Sends these bytes as events, as they are, and ends. */
export const says =
  (events: string): Behaviour =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events);
  };

/** Answers 200 with a page, as a captive portal or a wrong address would. */
export const html =
  (): Behaviour =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>Welcome</title>');
  };

function opens(response: Exchange['response'], usage?: object): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  sends(response, { choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], usage });
}

function finishes(response: Exchange['response'], tokens: number): void {
  sends(response, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  sends(response, { choices: [], usage: usageOf(tokens) });
  response.end('data: [DONE]\n\n');
}

const usageOf = (tokens: number) => ({
  prompt_tokens: 11,
  completion_tokens: tokens,
  total_tokens: 11 + tokens,
});

function sends(response: Exchange['response'], event: object): boolean {
  return response.write(
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'small', ...event })}\n\n`,
  );
}
