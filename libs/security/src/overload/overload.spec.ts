import { jest } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PlatformConfig } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { CrossOrigin } from '../origin/cross-origin.decorator.js';
import { SecurityConfig } from '../security.config.js';
import { shed, shedding } from '../security.metrics.js';
import { headerFaultsOf, speak, startHardenedApp, bytesOf, TEST_ENVIRONMENT } from '../testing/index.js';
import { UpgradeRouter } from '../upgrade/upgrade-router.js';
import { LoopLag } from './loop-lag.js';

@Controller()
class Routes {
  @Get(['things', 'health', 'health/live', 'health/ready', 'metrics'])
  read() {
    return {};
  }

  @CrossOrigin()
  @Post('webhook')
  webhook() {
    return {};
  }
}

const HANDSHAKE =
  'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

let app: NestFastifyApplication;
let port: number;
let lag: jest.Mock<() => number>;
const authenticate = jest.fn(async () => 'somebody');

beforeEach(async () => {
  jest.useFakeTimers({
    doNotFake: [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setTimeout',
      'clearTimeout',
      'Date',
      'hrtime',
    ],
  });
  const config = testConfig([PlatformConfig, SecurityConfig], {}, TEST_ENVIRONMENT);
  ({ app, port } = await startHardenedApp(config, { controllers: [Routes] }));
  lag = jest.spyOn(app.get(LoopLag), 'longestSinceLastLook').mockReturnValue(0) as typeof lag;
  app
    .get(UpgradeRouter)
    .route('/ws', { authenticate, accept: (_request, socket) => void socket.end('HTTP/1.1 101\r\n\r\n') });
});
afterEach(async () => {
  await app.close();
  jest.useRealTimers();
});

function pass(lagMs: number, seconds: number): void {
  lag.mockReturnValue(lagMs);
  jest.advanceTimersByTime(seconds * 1000);
}
const get = (target: string, method = 'GET') => speak(port, bytesOf({ method, target }));
const statusesOf = (...targets: string[]) => Promise.all(targets.map(async (target) => (await get(target)).status));

describe('F11: while the event loop is late', () => {
  it('nobody is refused before 5 s are over', async () => {
    pass(600, 5);
    expect(await statusesOf('/things', '/health/ready')).toEqual([200, 200]);
    expect((await speak(port, HANDSHAKE)).status).toBe(101);
  });

  it('requests are refused with when to try again, whatever they want, and counted', async () => {
    const counted = jest.spyOn(shed, 'inc');
    pass(600, 6);
    const answers = [await get('/things'), await get('/nothing'), await get('/webhook', 'POST')];
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'overloaded', status: 503 });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headerFaultsOf(answer)).toEqual([]);
    }
    expect(counted.mock.calls).toEqual(answers.map(() => [{ scope: 'http' }]));
  });

  it('handshakes are refused, before anybody is asked who is calling', async () => {
    pass(600, 6);
    authenticate.mockClear();
    const answer = await speak(port, HANDSHAKE);
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([503, 'overloaded']);
    expect(headerFaultsOf(answer)).toEqual([]);
    expect(authenticate).not.toHaveBeenCalled();
  });

  it('it lives, is not ready, and can still be measured', async () => {
    const set = jest.spyOn(shedding, 'set');
    pass(600, 6);
    expect(await statusesOf('/health/live', '/metrics', '/health/ready', '/health')).toEqual([200, 200, 503, 503]);
    expect(set).toHaveBeenLastCalledWith({}, 1);
  });

  it('and then is in time again, nobody is refused any more', async () => {
    const set = jest.spyOn(shedding, 'set');
    pass(600, 6);
    pass(30, 0.5);
    expect(await statusesOf('/things', '/health/ready')).toEqual([200, 200]);
    expect((await speak(port, HANDSHAKE)).status).toBe(101);
    expect(set).toHaveBeenLastCalledWith({}, 0);
  });
});
