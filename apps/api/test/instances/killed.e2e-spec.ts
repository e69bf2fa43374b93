import { hangs, stalls } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { Stage } from './stage.js';

const stage = new Stage();
beforeAll(() => stage.open(), 90_000);
afterAll(() => stage.close(), 30_000);

const MINUTE_MS = 60_000;

it('F7 a process that is killed in the middle of turns: within a minute each is failed, its user told why, and what had no token given back once', async () => {
  const [victim, survivor] = stage.instances as [(typeof stage.instances)[0], (typeof stage.instances)[0]];
  const [early, late] = [await stage.signUp('early'), await stage.signUp('late')];
  const turns = [
    { person: early, id: randomUUID(), behaviour: hangs(), used: 0 },
    { person: late, id: randomUUID(), behaviour: stalls('Hel'), used: 1 },
  ];
  for (const { person, id, behaviour } of turns) {
    stage.model.next(behaviour);
    const called = stage.model.exchanges.length + 1;
    const socket = await stage.socket(person, victim.url);
    socket.send({ type: 'turn', id, text: 'Hi' });
    await stage.model.called(called);
    if (person === late) await socket.next('delta', id);
  }
  expect(await stage.turnsUsed(early)).toBe(1);
  // The first token is noted without anybody waiting for it: it has been when the answer is kept.
  await eventually(async () => {
    const reader = await stage.socket(late, survivor.url);
    reader.send({ type: 'turn', id: turns[1]!.id, text: 'Hi' });
    const outcome = await Promise.race([reader.next('delta', turns[1]!.id), reader.closed]);
    await reader.close();
    return typeof outcome === 'object';
  });

  const killedAt = performance.now();
  await victim.kill();
  const errors = await Promise.all(
    turns.map(async ({ person, id }) => {
      const socket = await stage.socket(person, survivor.url);
      socket.send({ type: 'turn', id, text: 'Hi' });
      return socket.next('error', id);
    }),
  );
  expect(performance.now() - killedAt).toBeLessThan(MINUTE_MS);
  for (const error of errors)
    expect(error).toMatchObject({ code: 'interrupted', message: expect.stringMatching(/again/i) });

  victim.start();
  const startedAt = performance.now();
  await eventually(() => victim.isReady());
  expect(performance.now() - startedAt).toBeLessThan(5000);
  for (const { person, used } of turns) expect(await stage.turnsUsed(person)).toBe(used);

  // The same id tries again, wherever, and pays again.
  for (const { person, id, used } of turns) {
    const socket = await stage.socket(person, victim.url);
    socket.send({ type: 'turn', id, text: 'Hi' });
    await socket.next('done', id);
    expect(await stage.turnsUsed(person)).toBe(used + 1);
  }
}, 120_000);
