import type { Duplex } from 'node:stream';
import { AppError, Drain, PlatformConfig, ServiceUnavailable } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { websocketsOpened } from '../security.metrics.js';
import { BadOrigin, RateLimited } from '../security.errors.js';
import { SecurityConfig } from '../security.config.js';
import { trustProxies } from '../address/address-of.js';
import { faultsOf, speak, startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN } from '../testing/index.js';
import { UpgradeRouter } from './upgrade-router.js';
import { jest } from '@jest/globals';

const handshake = (headers: string, path = '/ws') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;
const ours = `Origin: ${TEST_ORIGIN}\r\n`;
const cookie = 'Cookie: session=1\r\n';
const bearer = 'Authorization: Bearer x\r\n';

class Unauthenticated extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'unauthenticated';
}

const config = testConfig([PlatformConfig, SecurityConfig], {}, TEST_ENVIRONMENT);
let started: Awaited<ReturnType<typeof startHardenedApp>>;
const authenticate = jest.fn(async () => 'somebody');
const limit = jest.fn<() => void>();
beforeEach(async () => {
  authenticate.mockReset().mockResolvedValue('somebody');
  limit.mockReset();
  started = await startHardenedApp(config);
  started.app.get(UpgradeRouter).route('/ws', {
    authenticate,
    limit,
    accept: (_request, socket: Duplex, _head, admitted) =>
      void socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${admitted}`),
  });
});
afterEach(() => started.app.close());

const statusOf = async (headers: string, path?: string) => (await speak(started.port, handshake(headers, path))).status;

describe('W1: a handshake', () => {
  it('is accepted with who it admitted, from our origin', async () => {
    const answer = await speak(started.port, handshake(ours + cookie, '/ws?x=1'));
    expect([answer.status, answer.body]).toEqual([101, 'somebody']);
  });

  it.each([
    ['cookies without an origin', cookie, 403],
    ['cookies from a foreign origin', cookie + 'Origin: http://evil.test\r\n', 403],
    ['an opaque origin', 'Origin: null\r\n', 403],
    ['a bearer from a foreign origin', bearer + 'Origin: http://evil.test\r\n', 403],
    ['a bearer without an origin', bearer, 101],
    ['a bearer beside cookies, without an origin', bearer + cookie, 101],
    ['a bearer from our origin', bearer + ours, 101],
  ])('with %s', async (_what, headers, status) => {
    expect(await statusOf(headers)).toBe(status);
    expect(authenticate).toHaveBeenCalledTimes(status === 101 ? 1 : 0);
  });

  it('on another path is not found', async () => {
    expect(await statusOf(ours, '/ws/more')).toBe(404);
  });

  it('is refused while draining', async () => {
    jest.spyOn(started.app.get(Drain), 'isDraining').mockReturnValue(true);
    expect(await statusOf(ours)).toBe(503);
    expect(authenticate).not.toHaveBeenCalled();
  });

  it('is refused when the limit is reached', async () => {
    limit.mockImplementation(() => {
      throw new RateLimited(1);
    });
    expect(await statusOf(ours)).toBe(429);
  });

  it.each([
    ['without a session', ours, new Unauthenticated()],
    ['from a foreign page', 'Origin: http://evil.test\r\n', undefined],
  ])(
    '%s is refused 60 times a minute and address, then as too many, and nobody is asked any more',
    async (_what, headers, refusal) => {
      if (refusal) authenticate.mockRejectedValue(refusal);
      const statuses = await Promise.all(Array.from({ length: 65 }, () => statusOf(headers)));
      expect(statuses.filter((status) => status === 429)).toHaveLength(5);
      authenticate.mockReset().mockResolvedValue('somebody');
      const { status, headers: answered, body } = await speak(started.port, handshake(ours));
      expect(status).toBe(429);
      expect(JSON.parse(body)).toMatchObject({ code: 'rate_limited' });
      expect(Number(answered.get('retry-after'))).toBeGreaterThan(0);
      expect(faultsOf({ status, headers: answered, body })).toEqual([]);
      expect(authenticate).not.toHaveBeenCalled();
    },
  );

  it('is counted by the address that the proxy saw', async () => {
    trustProxies(1);
    try {
      authenticate.mockRejectedValue(new Unauthenticated());
      const from = (address: string) => statusOf(`${ours}X-Forwarded-For: ${address}\r\n`);
      for (let n = 0; n < 60; n += 1) expect(await from(`2001:db8:1:2::${n}`)).toBe(401);
      expect(await from('2001:db8:1:2:ffff::1')).toBe(429);
      expect(await from('2001:db8:1:3::1')).toBe(401);
    } finally {
      trustProxies(0);
    }
  });

  it('that is accepted, malformed or meets a server in trouble counts for nothing', async () => {
    for (let n = 0; n < 65; n += 1) await statusOf(ours);
    for (let n = 0; n < 65; n += 1) await speak(started.port, handshake(ours).replace('Version: 13', 'Version: 12'));
    authenticate.mockRejectedValue(new ServiceUnavailable());
    for (let n = 0; n < 65; n += 1) expect(await statusOf(ours)).toBe(503);
    authenticate.mockReset().mockResolvedValue('somebody');
    expect(await statusOf(ours)).toBe(101);
  });

  it('counts how it ended', async () => {
    const inc = jest.spyOn(websocketsOpened, 'inc');
    await statusOf(ours);
    authenticate.mockRejectedValueOnce(new BadOrigin());
    await statusOf(ours);
    authenticate.mockRejectedValueOnce(Object.assign(new Error(), { statusCode: 500 }));
    await statusOf(ours);
    expect(inc.mock.calls.map(([labels]) => labels.outcome)).toEqual(['accepted', 'bad_origin', 'error']);
  });

  it('survives a caller that goes away in the middle', async () => {
    let finish = (_who: string) => {};
    const asked = Promise.withResolvers<void>();
    authenticate.mockImplementationOnce(() => {
      asked.resolve();
      return new Promise((resolve) => (finish = resolve));
    });
    const { connect } = await import('node:net');
    const socket = connect(started.port, '127.0.0.1');
    socket.write(handshake(ours));
    await asked.promise;
    socket.resetAndDestroy();
    await new Promise((closed) => socket.once('close', closed));
    finish('somebody');
    expect(await statusOf(ours)).toBe(101);
  });
});
