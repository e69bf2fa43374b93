import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { keyInUse } from '../api/stripe.errors.js';
import { brokenAnswer } from '../faults/broken-answer.js';
import type { Fault } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';

type Answerer = (request: Request) => Promise<Response>;

/**
 * What stands between the network and the pretend Stripe: it lets faults strike, and keeps a second request away from
 * an idempotency key while the first is still being answered.
 */
export class Front {
  readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private readonly keysInUse = new Set<string>();
  private baseUrl = 'http://127.0.0.1';
  private answer: Answerer = async () => Response.json({ error: 'Starting' }, { status: 503 });

  constructor(readonly faults: Faults) {}

  /** From now on calls are answered by `answer`. */
  open(baseUrl: string, answer: Answerer): void {
    this.baseUrl = baseUrl;
    this.answer = answer;
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const request = await requestOf(incoming, this.baseUrl);
      const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null;
      if (key && this.keysInUse.has(key)) return await send(outgoing, keyInUse(key));
      if (key) this.keysInUse.add(key);
      try {
        await this.answerFaultily(request, outgoing);
      } finally {
        if (key) this.keysInUse.delete(key);
      }
    } catch (error) {
      if (!outgoing.destroyed) console.error('The pretend Stripe failed:', error);
      outgoing.destroy();
    }
  }

  private async answerFaultily(request: Request, outgoing: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url);
    const struck = pathname.startsWith('/_sandbox') ? [] : this.faults.strikeCall(request.method, pathname);
    if (await breaksOff(outgoing, struck, 'before')) return;
    const answer = await this.answer(request);
    if (await breaksOff(outgoing, struck, 'after')) return;
    await send(outgoing, answer);
  }
}

/** Lets the faults of this moment happen; says whether that was all the caller will get. */
async function breaksOff(outgoing: ServerResponse, struck: Fault[], when: Fault['when']): Promise<boolean> {
  for (const fault of struck.filter((candidate) => candidate.when === when)) {
    if (fault.kind === 'latency') {
      // Stripe goes on with a call whose caller has given up; only the end of the sandbox ends the waiting.
      await wait(fault.delay_ms, undefined, { ref: false });
      continue;
    }
    if (fault.kind === 'hang') await gone(outgoing);
    else if (fault.kind === 'reset') outgoing.socket?.resetAndDestroy();
    else await send(outgoing, brokenAnswer(fault));
    return true;
  }
  return false;
}

function gone(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => (outgoing.destroyed ? resolve() : outgoing.once('close', () => resolve())));
}

async function requestOf(incoming: IncomingMessage, baseUrl: string): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET' } = incoming;
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
  const body = method === 'GET' || method === 'HEAD' ? undefined : Buffer.concat(chunks);
  return new Request(new URL(incoming.url ?? '/', baseUrl), { method, headers, body });
}

async function send(outgoing: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
}
