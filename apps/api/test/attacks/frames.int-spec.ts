import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { signedIn } from '@app/auth/testing';
import { PretendModel } from '@app/llm/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { CLOSE, type ErrorFrame } from '@app/protocol';
import { bytesOf, NAUGHTY_BODIES, NAUGHTY_STRINGS, speak } from '@app/security/testing';
import { RawWebSocket, TestSocket } from '@app/turns/testing';
import { giveData } from './real-data.js';
import { newAddress, ORIGIN, startStage, type Stage } from './stage.js';

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
const SEED = Number(process.env.FUZZ_SEED ?? 20261124);
const PATIENCE_MS = 15_000;
/** What one socket may get wrong before it is closed. */
const BAD_FRAMES = 3;
/** What a client's library says of bytes that are no WebSocket frame, or no UTF-8. */
const PROTOCOL_ERROR = 1002;
const NOT_UTF8 = 1007;

interface Heard {
  frames: TestSocket['frames'];
  /** What the server closed the socket with, if it did. */
  code: number | null;
  /** An answer did not come. */
  isLate: boolean;
}

const turn = () => ({ type: 'turn', id: randomUUID(), text: 'Hello', model: 'standard' });

describe('I4: frames of a socket', () => {
  let model: PretendModel;
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    model = await PretendModel.start();
    database = await createTestDatabase();
    stage = await startStage(database.url, { LLM_BASE_URL: model.baseUrl });
  });
  afterAll(async () => {
    await stage?.app.close();
    await model.close();
    await database?.drop();
  });
  afterEach(async () => {
    const { frames } = await say([turn()]);
    expect(frames.at(-1)).toMatchObject({ type: 'done' });
    expect((await speak(stage.port, bytesOf({ target: '/health/live' }))).status).toBe(200);
  });

  async function open(): Promise<TestSocket> {
    const { actor, cookie } = await signedIn(stage.app);
    await giveData(stage.sql, actor.id, actor.sessionId);
    const headers = { cookie, origin: ORIGIN, 'x-forwarded-for': newAddress() };
    return TestSocket.open(`ws://127.0.0.1:${stage.port}/ws`, headers);
  }

  /** Says this on a socket of somebody's own, each after the answer to the one before, and hears what comes of it. */
  async function say(messages: unknown[]): Promise<Heard> {
    const socket = await open();
    let code: number | null = null;
    void socket.closed.then((with_) => (code = with_));
    const heard: TestSocket['frames'] = [];
    const late = Promise.withResolvers<void>();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      late.resolve();
    }, PATIENCE_MS);
    for (const message of messages) {
      socket.forget();
      socket.send(message);
      const answered = [socket.next('error'), socket.next('done'), socket.closed].map((each) => each.catch(() => null));
      await Promise.race([...answered, late.promise]);
      heard.push(...socket.frames);
      if (code !== null || isLate) break;
    }
    clearTimeout(timer);
    // What our own goodbye is answered with says nothing.
    const ended = code;
    await socket.close();
    return { frames: heard, code: ended, isLate };
  }

  /** What is wrong with what came of it. */
  function faultsIn({ frames, code, isLate }: Heard): unknown[] {
    const odd: unknown[] = frames.filter((frame) => {
      if (frame.type !== 'error') return !['delta', 'done', 'plan'].includes(frame.type);
      const { code: reason, message, requestId } = frame as ErrorFrame;
      return (
        !/^[a-z_]+$/.test(reason) || /^(internal|unavailable|llm_unavailable)$/.test(reason) || !message || !requestId
      );
    });
    if (isLate || (frames.length === 0 && code === null)) odd.push('no answer');
    if (code !== null && ![CLOSE.policy, CLOSE.tooBig, NOT_UTF8].includes(code as 1008))
      odd.push(`closed with ${code}`);
    return odd;
  }

  async function expectNoFaults(messages: unknown[]): Promise<void> {
    const together = 4 * BAD_FRAMES;
    for (let at = 0; at < messages.length; at += together) {
      const sockets = [0, 1, 2, 3].map((nth) => messages.slice(at + nth * BAD_FRAMES, at + (nth + 1) * BAD_FRAMES));
      await Promise.all(
        sockets.map(async (said) => {
          if (said.length) expect([said, faultsIn(await say(said))]).toEqual([said, []]);
        }),
      );
    }
  }

  it.each(['text', 'id', 'conversationId', 'model', 'type'])(
    'with a naughty string as %s get an answer or an error frame',
    async (field) => expectNoFaults(NAUGHTY_STRINGS.map((text) => ({ ...turn(), [field]: text }))),
    60_000,
  );

  it('with a naughty string as a field of its own, or as all there is, get an error frame', async () => {
    await expectNoFaults(NAUGHTY_STRINGS.map((text) => ({ ...turn(), [text || 'empty']: text })));
    await expectNoFaults(NAUGHTY_STRINGS);
  }, 60_000);

  it('that are naughty bodies, as text or as bytes, get an error frame or end the socket', async () => {
    await expectNoFaults(NAUGHTY_BODIES.map((body) => (typeof body === 'string' ? body : Buffer.from(body))));
    await expectNoFaults(NAUGHTY_BODIES.map((body) => Buffer.from(body)));
    await expectNoFaults(['x'.repeat(65_536), JSON.stringify({ ...turn(), text: 'x'.repeat(65_000) })]);
  }, 60_000);

  it('that are too large end the socket with 1009, and three bad ones with 1008', async () => {
    expect((await say(['x'.repeat(65_537)])).code).toBe(CLOSE.tooBig);
    expect((await say(['{', '{', '{', '{'])).code).toBe(CLOSE.policy);
  });

  it('made at random get an answer, an error frame or the end of the socket', async () => {
    const text = fc.oneof(fc.constantFrom(...NAUGHTY_STRINGS), fc.string({ unit: 'binary' }));
    const value = fc.oneof(text, fc.jsonValue({ maxDepth: 4 }), fc.double(), fc.uuid());
    const field = fc.oneof(fc.constantFrom('type', 'id', 'conversationId', 'text', 'model'), text);
    const nearly = fc
      .tuple(fc.constant(null).map(turn), fc.array(fc.tuple(field, value), { maxLength: 3 }))
      .map(([valid, changes]) => JSON.stringify({ ...valid, ...Object.fromEntries(changes) }));
    const cancel = value.map((id) => JSON.stringify({ type: 'cancel', id, x: 1 }));
    const bytes = fc.uint8Array({ maxLength: 80 }).map((some) => Buffer.from(some));
    const frame = fc.oneof({ weight: 5, arbitrary: nearly }, cancel, text, bytes);
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: BAD_FRAMES }), async (frames) => {
        expect(faultsIn(await say(frames))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  }, 600_000);

  it.each<[string, number[]]>([
    ['without a mask', [0x81, 0x02, 0x7b, 0x7d]],
    ['with a reserved bit', [0xf1, 0x80, 0, 0, 0, 0]],
    ['of an unknown kind', [0x83, 0x80, 0, 0, 0, 0]],
    ['that continues nothing', [0x80, 0x80, 0, 0, 0, 0]],
    ['of control that is too long', [0x89, 0xfe, 0x00, 0x7e, 0, 0, 0, 0]],
    ['of control in pieces', [0x09, 0x80, 0, 0, 0, 0]],
    ['that promises more than a number can hold', [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['that says goodbye with half a code', [0x88, 0x81, 0, 0, 0, 0, 0x03]],
    ['that says goodbye with a code nobody may use', [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed]],
  ])('%s end the socket', async (_what, frame) => {
    const code = await closeCodeAfter(Buffer.from(frame));
    expect([PROTOCOL_ERROR, NOT_UTF8, CLOSE.tooBig]).toContain(code);
  });

  /** Speaks the protocol by hand, as a client's library would refuse to, and reads the code that it is sent away with. */
  async function closeCodeAfter(frame: Buffer): Promise<number | null> {
    const { cookie } = await signedIn(stage.app);
    const socket = await RawWebSocket.open(stage.port, { Origin: ORIGIN, Cookie: cookie });
    socket.send(frame);
    return socket.closed;
  }
});
