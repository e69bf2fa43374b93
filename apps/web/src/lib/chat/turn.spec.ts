import { Turn } from './turn.svelte.js';

/** Frames are painted when the test says so. */
let painting: (() => void) | null = null;
beforeAll(() => {
  globalThis.requestAnimationFrame = (work) => {
    painting = () => work(0);
    return 1;
  };
  globalThis.cancelAnimationFrame = () => (painting = null);
});
beforeEach(() => (painting = null));
const paint = () => painting?.();

const ID = '3f0c8a52-6f3a-4a0e-9d5e-0d6f5b1f7a11';
const delta = (seq: number, text: string) => ({ type: 'delta', id: ID, seq, text }) as const;
const done = { type: 'done', id: ID, conversationId: ID, model: 'small' } as const;

/** One that has shown these pieces. */
function answered(...pieces: string[]): Turn {
  const turn = new Turn('Hi', 'standard', ID);
  pieces.forEach((text, seq) => turn.take(delta(seq, text)));
  paint();
  return turn;
}

describe('an answer', () => {
  it('is shown once a frame, however many pieces come in it', () => {
    const turn = answered('a');
    turn.take(delta(1, 'b'));
    turn.take(delta(2, 'c'));
    expect(turn.answer).toBe('a');
    paint();
    expect(turn.answer).toBe('abc');
  });

  it('is whole at its end, without waiting for a frame', () => {
    const turn = answered('a');
    turn.take(delta(1, 'b'));
    turn.take(done);
    expect([turn.answer, turn.phase]).toEqual(['ab', 'done']);
  });

  it('leaves out a piece that it has already', () => {
    const turn = answered('a', 'b');
    turn.take(delta(1, 'b'));
    paint();
    expect(turn.answer).toBe('ab');
  });

  it('that comes again from its beginning stays in sight until as much of it has come, and is not doubled', () => {
    const turn = answered('one ', 'two ', 'three ');
    turn.sendAgain();
    for (const [seq, text, shown] of [
      [0, 'one ', 'one two three '],
      [1, 'two ', 'one two three '],
      [2, 'three ', 'one two three '],
      [3, 'four', 'one two three four'],
    ] as const) {
      turn.take(delta(seq, text));
      paint();
      expect(turn.answer).toBe(shown);
    }
  });

  it('goes on where it was, when the server goes on there', () => {
    const turn = answered('one ', 'two ');
    turn.sendAgain();
    for (let times = 0; times < 2; times += 1) turn.take(delta(2, 'three'));
    paint();
    expect(turn.answer).toBe('one two three');
  });

  it('that is written anew takes the place of the old one at once', () => {
    const turn = answered('one ', 'two ');
    turn.sendAgain();
    turn.take(delta(0, 'other'));
    paint();
    expect(turn.answer).toBe('other');
  });

  it('survives a connection that breaks again in the middle of the repetition', () => {
    const turn = answered('one ', 'two ');
    for (let times = 0; times < 2; times += 1) {
      turn.sendAgain();
      turn.take(delta(0, 'one '));
      paint();
    }
    turn.take(delta(1, 'two '));
    turn.take(delta(2, 'three'));
    turn.take(done);
    expect(turn.answer).toBe('one two three');
  });

  it('that ends as short as it was when it broke is the one that was repeated', () => {
    const turn = answered('one ', 'two ');
    turn.sendAgain();
    turn.take(delta(0, 'one '));
    turn.take(delta(1, 'two '));
    turn.take(done);
    expect([turn.answer, turn.phase]).toEqual(['one two ', 'done']);
  });

  it('that is stored as running is heard from its beginning, and what is stored stays until then', () => {
    const stored = { id: ID, text: 'Hi', answer: 'one two ', status: 'running', createdAt: '', usage: {} };
    const turn = Turn.fromStored(stored as never, ID);
    expect([turn.phase, turn.unfinished]).toEqual(['streaming', true]);
    turn.sendAgain();
    turn.take(delta(0, 'one '));
    paint();
    expect(turn.answer).toBe('one two ');
    turn.take(delta(1, 'two '));
    turn.take(delta(2, 'three'));
    paint();
    expect(turn.answer).toBe('one two three');
  });

  it('of a failed turn is gone when it is tried again', () => {
    const turn = answered('half');
    turn.take({ type: 'error', id: ID, code: 'unavailable', message: 'No' });
    expect([turn.answer, turn.phase]).toEqual(['half', 'failed']);
    turn.sendAgain();
    expect([turn.answer, turn.phase, turn.refusal]).toEqual(['', 'waiting', null]);
    turn.take(delta(0, 'whole'));
    paint();
    expect(turn.answer).toBe('whole');
  });
});
