// A model behind an OpenAI-compatible endpoint: every answer is TOKENS tokens at TOKENS_PER_SECOND, each sent when it is due.
import { createServer } from 'node:http';
import { tokenText } from './turns/token.mjs';

const { PORT, TOKENS, TOKENS_PER_SECOND } = process.env;
const total = Number(TOKENS);
const everyMs = 1000 / Number(TOKENS_PER_SECOND);
const ABOUT = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench' };
// Answers that all began at once would otherwise be in step for ever.
const GOLDEN = 0.618;
let answers = 0;

createServer((request, response) => {
  if (request.url === '/live') return response.end();
  request.resume().on('end', () => answer(response));
}).listen(Number(PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());

function answer(response) {
  const send = (event) => response.write(`data: ${event}\n\n`);
  const choice = (delta, finish_reason = null) => ({ choices: [{ index: 0, delta, finish_reason }] });
  const chunk = (content) => send(JSON.stringify({ ...ABOUT, ...content }));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  chunk(choice({ role: 'assistant', content: '' }));

  const startedAt = performance.now() + everyMs * ((answers++ * GOLDEN) % 1);
  let [sent, timer] = [0, setTimeout(sendDue, startedAt - performance.now())];
  response.on('close', () => clearTimeout(timer));

  function sendDue() {
    const due = Math.min(total, Math.floor((performance.now() - startedAt) / everyMs) + 1);
    for (; sent < due; sent++) chunk(choice({ content: tokenText(sent) }));
    if (sent === total) return end();
    timer = setTimeout(sendDue, startedAt + sent * everyMs - performance.now());
  }

  function end() {
    chunk(choice({}, 'stop'));
    chunk({ choices: [], usage: { prompt_tokens: 10, completion_tokens: total, total_tokens: total + 10 } });
    send('[DONE]');
    response.end();
  }
}
