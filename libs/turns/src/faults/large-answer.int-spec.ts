import { floods } from '@app/llm/testing';
import type { ConversationView } from '@app/protocol';
import { TurnsApp } from '../testing/index.js';
import { watchTurn } from '../testing/watched-turn.js';

const PIECE = 'All roads lead to Rome, and some of them cost a toll.\n'.padEnd(10_240, '.');
const TIMES = 512;

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterAll(() => app.close());

it('F5 an answer of five megabytes arrives whole, is stored whole, and can be read again', async () => {
  const user = await app.user();
  const socket = await app.socket(user);
  app.model.next(floods(PIECE, TIMES));
  const { id, end, row, text, spent, outcomes } = await watchTurn(app, user, socket);
  const whole = PIECE.repeat(TIMES);
  // Compared as a yes or no: nobody wants to see the difference of two such texts.
  expect({ type: end.type, spent, outcomes, same: text === whole, stored: row.answer === whole }).toEqual({
    type: 'done',
    spent: 1,
    outcomes: ['completed'],
    same: true,
    stored: true,
  });
  expect(end).toMatchObject({ usage: { outputTokens: TIMES } });

  const again = await app.socket(user);
  again.send({ type: 'turn', id, text: 'Hi' });
  await again.next('done', id);
  expect(again.deltas(id).length).toBe(TIMES);
  const { conversationId } = await again.next('done', id);
  const { body } = await app.call<ConversationView>(user, 'GET', `/conversations/${conversationId}`);
  expect(body.turns[0]!.answer === whole).toBe(true);
}, 60_000);
