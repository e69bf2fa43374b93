import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@app/platform/testing';
import { converse, faultsOf, speak } from '../testing/index.js';
import { createHardenedServer, type HardenedServerOptions } from './hardened-server.js';

const LIMITS = { headersTimeoutMs: 400, requestTimeoutMs: 800, keepAliveTimeoutMs: 200 };
/** Only the limit of the headers can end a request here. */
const HEADERS_ONLY = { ...LIMITS, requestTimeoutMs: 60_000 };
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n';

let server: Server;
let port: number;
const open: Socket[] = [];
async function start(handler: RequestListener, options: HardenedServerOptions = LIMITS) {
  server = createHardenedServer(handler, options).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
}
const answering: RequestListener = (request, response) => {
  request.resume();
  request.once('end', () => response.end('ok'));
};
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function dial(): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  open.push(socket);
  return socket;
}

/** Sends the first part at once and the rest letter by letter. Returns what is answered, and how long that took. */
async function trickle(first: string, letters: string) {
  const started = performance.now();
  const socket = dial();
  socket.write(first);
  let sent = 0;
  const timer = setInterval(() => socket.writable && socket.write(letters[sent++ % letters.length]!), 20);
  const said = await text(socket);
  clearInterval(timer);
  return { said, sent, tookMs: performance.now() - started };
}

describe('I3: somebody who', () => {
  it.each([
    ['says nothing', '', 400],
    ['stops in the middle of the headers', 'GET / HTTP/1.1\r\nHost: x\r\n', 400],
    ['stops in the middle of the body', POST, 800],
  ])('%s gets a 408', async (_what, request, afterMs) => {
    await start(answering, afterMs === 400 ? HEADERS_ONLY : LIMITS);
    const started = performance.now();
    const answer = await speak(port, request);
    expect(answer.status).toBe(408);
    expect(faultsOf(answer)).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(afterMs - 50);
  });

  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: x\r\nX: ', 'x', 400],
    ['a body', POST, 'x', 800],
    ['chunks', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n', 800],
  ])('sends %s letter by letter gets no more time for it', async (_what, first, letters, limitMs) => {
    await start(answering, limitMs === 400 ? HEADERS_ONLY : LIMITS);
    const { said, sent, tookMs } = await trickle(first, letters);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(sent).toBeGreaterThan(5);
    // The check runs every 400 ms here, and a busy machine adds what it likes; without the limit this would never end.
    expect(tookMs).toBeGreaterThan(limitMs - 50);
  });

  it('asks nothing more is disconnected, without a word', async () => {
    await start(answering, { ...LIMITS, headersTimeoutMs: 5000, requestTimeoutMs: 5000 });
    const said = await text(
      dial()
        .setNoDelay()
        .on('connect', function (this: Socket) {
          this.write(GET);
        }),
    );
    expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('is answered before the body is here and never sends the rest gets that one answer', async () => {
    const handler: RequestListener = (_request, response) => response.writeHead(403, { 'Content-Length': 0 }).end();
    await start(handler, { ...LIMITS, keepAliveTimeoutMs: 10_000 });
    const answers = await converse(port, POST);
    expect(answers.map(({ status }) => status)).toEqual([403]);
  });

  it('does not read the answer is disconnected', async () => {
    const closed = Promise.withResolvers<void>();
    const handler: RequestListener = (_request, response) => {
      response.once('close', closed.resolve);
      response.end(Buffer.alloc(50_000_000));
    };
    await start(handler, { ...LIMITS, readTimeoutMs: 300 });
    const socket = dial().pause();
    socket.write(GET);
    await closed.promise;
  });
});

describe('I3: thousands of connections', () => {
  const FEW = {
    ...LIMITS,
    maxConnections: 60,
    headersTimeoutMs: 60_000,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 60_000,
  };
  const WAYS: [what: string, request: string][] = [
    ['say nothing', ''],
    ['have said half of it', 'GET / HTTP/1.1\r\nHost: x\r\n'],
    ['owe us their body', POST],
    ['have had an answer', GET],
  ];

  it.each(WAYS)('that %s keep nobody out', async (_what, request) => {
    await start(answering, FEW);
    for (let n = 0; n < 300; n += 1) {
      const socket = dial();
      await once(socket, 'connect');
      socket.resume();
      if (request) socket.write(request);
      if (n % 20 === 19)
        expect((await speak(port, GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).status).toBe(200);
    }
    const held = open.filter((socket) => !socket.destroyed);
    await eventually(() => held.filter((socket) => !socket.destroyed).length <= 30);
  });

  it('end none that waits for our answer, and none that is a WebSocket', async () => {
    const answers: (() => void)[] = [];
    await start((_request, response) => void answers.push(() => response.end('ok')), FEW);
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      socket.on('error', () => undefined).on('end', () => socket.end());
      socket.resume();
    });
    const waiting = dial();
    waiting.write(GET);
    const upgraded = dial();
    upgraded.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(upgraded, 'data');
    await eventually(() => answers.length === 1);
    for (let n = 0; n < 100; n += 1) await once(dial().resume(), 'connect');
    await eventually(() => open.filter((socket) => socket.destroyed).length >= 70);
    answers[0]!();
    const [said] = (await once(waiting, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^HTTP\/1\.1 200 /);
    expect(upgraded.destroyed).toBe(false);
  });
});

describe('the hardened server', () => {
  it('goes on listening for a moment to somebody it refuses, so that no reset takes the answer away', async () => {
    const answered = Promise.withResolvers<void>();
    await start((_request, response) => {
      response.once('close', () => answered.resolve());
      response.writeHead(413, { Connection: 'close', 'Content-Length': 9 }).end('too large');
    });
    const socket = dial().pause();
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n');
    await answered.promise;
    for (let piece = 0; piece < 30; piece += 1) {
      await new Promise<unknown>((sent) => socket.write('x'.repeat(10_000), sent));
    }
    expect([errors, await text(socket)]).toEqual([[], expect.stringMatching(/too large$/)]);
  });

  it('answers what came before something it cannot read, in the order it came', async () => {
    const answers: (() => void)[] = [];
    await start(({ url }, response) => void answers.push(() => response.end(url)));
    const said = converse(port, `${GET.replace('/', '/1')}${GET.replace('/', '/2')}NONSENSE\r\n\r\n${GET}`);
    await eventually(() => answers.length === 2);
    for (const answer of answers.reverse()) answer();
    expect((await said).map(({ status, body }) => [status, body.slice(0, 2)])).toEqual([
      [200, '/1'],
      [200, '/2'],
      [400, '{"'],
    ]);
  });

  it('handles nothing that follows a request it has refused', async () => {
    let handled = 0;
    await start((_request, response) => {
      handled += 1;
      response.end();
    });
    const answers = await converse(port, `${GET.replace('Host: x', 'Host: x\r\nHost: y')}${GET}${GET}`);
    expect([answers.map(({ status }) => status), handled]).toEqual([[400], 0]);
  });

  it('takes the path of a URL for the path, whatever the URL says besides', async () => {
    await start(({ url }, response) => void response.setHeader('Connection', 'close').end(url));
    const pathOf = async (target: string) => (await speak(port, GET.replace('/', target))).body;
    expect(await pathOf('http://evil.test:99999/a?b')).toBe('/a?b');
    expect(await pathOf('HTTPS://evil.test')).toBe('/');
    expect(await pathOf('http://evil.test?b')).toBe('/?b');
    expect(await pathOf('//evil.test/a')).toBe('//evil.test/a');
  });
});
