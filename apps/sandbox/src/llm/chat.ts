import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerTo, tokensOf } from './answer.js';
import type { ChatRequest } from './chat-request.js';
import { commandsIn, type Command } from './commands.js';
import { Completion } from './completion.js';
import { LlmError } from './llm.errors.js';
import { usageOf } from './usage.js';

// How far a stream that is going to break gets first: far enough that words have been seen.
const tokensBeforeBreaking = 8;

/** Answers one chat request, whole or as a stream, obeying the commands in its last user message. */
export async function answerChat(request: ChatRequest, response: ServerResponse, gone: AbortSignal): Promise<void> {
  const question = request.messages.findLast((message) => message.role === 'user')?.content ?? '';
  const asked = commandsIn(question);
  if (asked.has('hang')) return;
  refuseIfAsked(asked);

  const tokens = tokensOf(answerTo(question, asked, request.model));
  const given = tokens.slice(0, request.maxTokens);
  const finishReason = given.length < tokens.length ? 'length' : 'stop';
  const pause = asked.has('fast') ? 0 : asked.has('slow') ? 300 : 33;
  const completion = new Completion(request);
  const usage = usageOf(request, given.join(''));

  if (!request.stream) {
    // Nobody sees the words of a whole answer arrive, so it need not take as long as a stream.
    await wait(Math.min(pause * given.length, pause * 30), undefined, { signal: gone });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(completion.whole(given.join(''), finishReason, usage)));
    return;
  }

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  if (asked.has('garbage'))
    return void response.end('data: {"id": "chatcmpl-\n\n<html>this is not an event</html>\n\n');
  const send = (event: unknown) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  send(completion.chunk({ role: 'assistant', content: '' }));
  for (const [index, content] of given.entries()) {
    if (index === tokensBeforeBreaking && asked.has('stall')) return;
    if (index === tokensBeforeBreaking && asked.has('cut')) {
      // What was written must be on its way first, or the reader sees a connection that broke before the answer.
      await wait(50, undefined, { signal: gone });
      return void response.destroy();
    }
    if (pause) await wait(pause, undefined, { signal: gone });
    send(completion.chunk({ content }));
  }
  send(completion.chunk({}, finishReason));
  if (request.includeUsage) send(completion.usageChunk(usage));
  response.end('data: [DONE]\n\n');
}

function refuseIfAsked(asked: Set<Command>): void {
  if (asked.has('fail')) throw new LlmError(500, 'server_error', 'The demo responder failed because you asked it to.');
  if (asked.has('ratelimit')) {
    throw new LlmError(429, 'rate_limit_exceeded', 'Rate limit reached because you asked for it.', null, {
      'retry-after': '20',
    });
  }
}
