import { CLOSE, MAX_FRAME_BYTES } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { frameBytes, RawWebSocket, TurnsApp } from '../testing/index.js';
import { DISCONNECT_REASONS } from '../turns.metrics.js';

const [TEXT, CONTINUATION, PING, GOODBYE, FINAL, RESERVED] = [0x1, 0x0, 0x9, 0x8, 0x80, 0x40];
const PROTOCOL_ERROR = 1002;
const NOT_UTF8 = 1007;

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterAll(() => app.close());

async function open(headers: Record<string, string> = {}): Promise<RawWebSocket> {
  const { port } = app.nest.getHttpServer().address() as AddressInfo;
  const { bearer } = await app.user();
  return RawWebSocket.open(port, { authorization: bearer, ...headers });
}

/** How many sockets ended, by reason. */
async function ends(): Promise<Record<string, number>> {
  const of = (reason: string) => app.metric(`turnpike_websocket_disconnects_total{reason="${reason}"}`);
  const counts = await Promise.all(DISCONNECT_REASONS.map(async (reason) => [reason, await of(reason)] as const));
  return Object.fromEntries(counts);
}

/** Expects that what is said ends the socket with this code, and that this reason and no other is counted. */
async function expectEnd(said: Uint8Array[], code: number | null, reason: string): Promise<void> {
  const before = await ends();
  const socket = await open();
  for (const bytes of said) socket.send(bytes);
  expect(await socket.closed).toBe(code);
  await app.metricBecomes(`turnpike_websocket_disconnects_total{reason="${reason}"}`, before[reason]! + 1);
  expect(await ends()).toEqual({ ...before, [reason]: before[reason]! + 1 });
}

/** A valid frame of exactly so many bytes, that is far fewer characters. */
function turnOf(bytes: number): Buffer {
  const [head, tail] = [`{"type":"turn","id":"${randomUUID()}","text":"`, '"}'];
  const room = bytes - head.length - tail.length;
  const text = '€'.repeat(Math.floor(room / 3)) + 'x'.repeat(room % 3);
  return Buffer.from(head + text + tail);
}

describe('W2 a message', () => {
  it('of 64 KiB exactly is read, whole or in pieces', async () => {
    const whole = turnOf(MAX_FRAME_BYTES);
    expect(whole).toHaveLength(65_536);
    for (const pieces of [1, 7]) {
      const socket = await app.socket(await app.user());
      socket.sendInPieces(whole, pieces);
      // Read, parsed, and found to be longer than a turn may be.
      expect(await socket.next('error')).toMatchObject({ code: 'too_long' });
    }
  });

  it('of one byte more ends the socket with 1009, though it has fewer characters', () =>
    expectEnd([frameBytes(FINAL | TEXT, turnOf(MAX_FRAME_BYTES + 1))], CLOSE.tooBig, 'too_big'));

  it('of more than 64 KiB in pieces ends the socket with 1009, before its last piece', () => {
    const piece = 'x'.repeat(30_000);
    const said = [TEXT, CONTINUATION, CONTINUATION].map((kind) => frameBytes(kind, piece));
    return expectEnd(said, CLOSE.tooBig, 'too_big');
  });

  it('that promises more than a number can hold ends the socket with 1009', () =>
    expectEnd([Buffer.from([FINAL | TEXT, 0xff, ...Array<number>(8).fill(0xff)])], CLOSE.tooBig, 'too_big'));

  it('in more than a thousand pieces ends the socket with 1008', () => {
    const pieces = Array.from({ length: 1025 }, () => frameBytes(CONTINUATION, 'x'));
    return expectEnd([Buffer.concat([frameBytes(TEXT, 'x'), ...pieces])], CLOSE.policy, 'policy');
  });
});

describe('a client that breaks the protocol', () => {
  it.each<[string, Uint8Array, number]>([
    ['with text that is no UTF-8', frameBytes(FINAL | TEXT, Buffer.from([0x22, 0xff, 0xfe, 0x22])), NOT_UTF8],
    ['without a mask', frameBytes(FINAL | TEXT, '{}', { masked: false }), PROTOCOL_ERROR],
    [
      'with a compressed frame, though nothing was agreed on',
      frameBytes(FINAL | RESERVED | TEXT, '{}'),
      PROTOCOL_ERROR,
    ],
    ['with reserved bits', frameBytes(FINAL | 0x30 | TEXT, '{}'), PROTOCOL_ERROR],
    ['with a frame of an unknown kind', frameBytes(FINAL | 0x3), PROTOCOL_ERROR],
    ['with a ping that is too long', frameBytes(FINAL | PING, 'x'.repeat(126)), PROTOCOL_ERROR],
    ['with half a close code', frameBytes(FINAL | GOODBYE, Buffer.from([3])), PROTOCOL_ERROR],
    ['with a close code nobody may send', frameBytes(FINAL | GOODBYE, Buffer.from([3, 237])), PROTOCOL_ERROR],
  ])('%s is sent away, which is no drop', (_what, bytes, code) => expectEnd([bytes], code, 'policy'));

  it('with a flood of pings is sent away with 1008', () =>
    expectEnd(
      [Buffer.concat(Array.from({ length: 500 }, () => frameBytes(FINAL | PING, 'x')))],
      CLOSE.policy,
      'policy',
    ));

  it('with more frames at once than anybody needs is sent away with 1008', () =>
    expectEnd(
      [Buffer.concat(Array.from({ length: 3000 }, () => frameBytes(FINAL | TEXT, '')))],
      CLOSE.policy,
      'policy',
    ));
});

describe('a client that says goodbye', () => {
  const goodbye = (code: number) => frameBytes(FINAL | GOODBYE, Buffer.from([code >> 8, code & 255]));

  it.each<[string, Uint8Array, number, string]>([
    ['without a code', frameBytes(FINAL | GOODBYE), 1005, 'normal'],
    ['with 1000', goodbye(1000), 1000, 'normal'],
    ['because its page goes away', goodbye(1001), 1001, 'going_away'],
    ['with a code of its own', goodbye(4001), 4001, 'normal'],
    ['because it was told something it cannot understand', goodbye(1007), 1007, 'abnormal'],
  ])('%s is answered in kind', (_what, bytes, code, reason) => expectEnd([bytes], code, reason));

  it('not at all is a drop', async () => {
    const before = await ends();
    const socket = await open();
    socket.vanish();
    await app.metricBecomes('turnpike_websocket_disconnects_total{reason="abnormal"}', before.abnormal! + 1);
  });
});

it('W7 compression is not agreed on, whoever offers it', async () => {
  const socket = await open({ 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' });
  expect(socket.head).toMatch(/^HTTP\/1\.1 101 /);
  expect(socket.head).not.toMatch(/extensions|deflate/i);
  socket.vanish();
});

it('a few pings are answered and end nothing', async () => {
  const socket = await app.socket(await app.user());
  for (let n = 0; n < 40; n += 1) socket.ping();
  socket.send({ type: 'turn', id: randomUUID(), text: 'Hi' });
  await socket.next('done');
});
