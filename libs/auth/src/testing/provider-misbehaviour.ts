import type { ServerResponse } from 'node:http';

/** What a step of the test provider does instead of its work. */
export type Misbehaviour = 'html' | 'error' | 'hang' | 'reset' | 'cut' | 'redirect' | 'huge' | 'drip';

export const MISBEHAVIOURS = ['html', 'error', 'reset', 'cut', 'redirect', 'huge'] as const;
/** Those that only a limit of time ends. */
export const ENDLESS = ['hang', 'drip'] as const;

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = '<!doctype html><title>Sorry</title><h1>Sorry</h1>';

/** Answers wrongly, or not at all. Whoever overlooks what is wrong finds the `right` answer in it. */
export function misbehave(how: Exclude<Misbehaviour, 'redirect'>, response: ServerResponse, right: object): void {
  const text = JSON.stringify(right);
  const answers = {
    html: () => response.writeHead(200, { 'content-type': 'text/html' }).end(HTML),
    error: () => response.writeHead(500, JSON_TYPE).end(text),
    hang: () => undefined,
    reset: () => response.socket?.resetAndDestroy(),
    cut: () => cut(response),
    huge: () => response.writeHead(200, JSON_TYPE).end(text + ' '.repeat(4 * 1024 * 1024)),
    drip: () => drip(response),
  };
  answers[how]();
}

/** Begins well, and ends with a reset in the middle. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': 1000 }).write('{"filler":"');
  setTimeout(() => response.socket?.resetAndDestroy(), 50);
}

/** A byte every 100 ms, so that a limit on silence alone never notices. */
function drip(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE).write('{"filler":"');
  const timer = setInterval(() => response.write('x'), 100);
  response.once('close', () => clearInterval(timer));
}
