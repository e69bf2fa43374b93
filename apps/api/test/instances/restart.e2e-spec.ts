import { streams } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import type { TestSocket } from '@app/turns/testing';
import { randomUUID } from 'node:crypto';
import { Agent, get } from 'node:http';
import { Stage, type Person } from './stage.js';

const stage = new Stage();
beforeAll(() => stage.open(), 90_000);
afterAll(() => stage.close(), 30_000);

const WORDS = Array.from({ length: 60 }, (_, n) => `${n} `);
const PATHS = ['/auth/me', '/conversations', '/billing/status', '/login', '/health/live'];

/** Asks again and again on connections that stay, as browsers do; returns how many answers were not 200, and how many were. */
function visit({ cookie }: Person) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const seen = { well: 0, wrong: [] as string[] };
  let stopped = false;
  const ask = (path: string) =>
    new Promise<void>((resolve) => {
      const request = get(stage.proxy.url + path, { agent, headers: { cookie } }, (response) => {
        if (response.statusCode === 200) seen.well += 1;
        else seen.wrong.push(`${path} ${response.statusCode}`);
        response.resume().on('end', resolve);
      });
      request.on('error', (error) => {
        seen.wrong.push(`${path} ${error.message}`);
        resolve();
      });
    });
  const visits = (async () => {
    for (let n = 0; !stopped; n += 1) await ask(PATHS[n % PATHS.length]!);
  })();
  return async () => {
    stopped = true;
    await visits;
    agent.destroy();
    return seen;
  };
}

/** Sends turn after turn, comes back when it is sent away, and returns what it read of each turn and with which codes sockets ended. */
function converse(person: Person) {
  const read = { answers: [] as string[], codes: new Set<number>(), errors: [] as string[] };
  let stopped = false;
  let socket: TestSocket;
  const turn = async () => {
    const id = randomUUID();
    const pieces = new Map<number, string>();
    for (;;) {
      socket.send({ type: 'turn', id, text: 'Hi' });
      const end = await Promise.race([socket.next('done', id), socket.next('error', id), socket.closed]);
      for (const [seq, text] of socket.deltas(id)) pieces.set(seq, text);
      if (typeof end === 'object' && end.type === 'done') break;
      // One that is just leaving takes no new turn: it goes to another.
      if (typeof end === 'object' && end.code !== 'shutting_down') read.errors.push(end.code);
      read.codes.add(await socket.closed);
      socket = await stage.socket(person);
    }
    read.answers.push(
      [...pieces.entries()]
        .sort(([a], [b]) => a - b)
        .map(([, text]) => text)
        .join(''),
    );
  };
  const turns = (async () => {
    socket = await stage.socket(person);
    while (!stopped) await turn();
    await socket.close();
  })();
  return async () => {
    stopped = true;
    await turns;
    return read;
  };
}

it('F8 a rolling restart behind a proxy: no request fails, no word of an answer is lost, and each process ends with 0', async () => {
  stage.model.always(streams(25, ...WORDS));
  const people = await Promise.all(['ada', 'ben', 'cleo', 'dan'].map((name) => stage.signUp(name)));
  const visits = people.map(visit);
  const talks = people.map(converse);

  for (const instance of stage.instances) {
    const before = stage.model.exchanges.length;
    await stage.model.called(before + 2);
    expect(await instance.end('SIGTERM')).toBe(0);
    instance.start();
    await eventually(() => stage.areReady(), 20_000);
  }

  for (const stop of visits) {
    const { well, wrong } = await stop();
    expect(wrong).toEqual([]);
    expect(well).toBeGreaterThan(100);
  }
  const codes = new Set<number>();
  for (const stop of talks) {
    const read = await stop();
    expect(read.errors).toEqual([]);
    expect(read.answers.length).toBeGreaterThan(2);
    expect(read.answers.filter((answer) => answer !== WORDS.join(''))).toEqual([]);
    for (const code of read.codes) codes.add(code);
  }
  expect([...codes]).toEqual([1012]);
}, 120_000);
