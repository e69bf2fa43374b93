import type { Sessions } from '@app/auth';
import type { Entitlements } from '@app/billing';
import type { ErrorReports } from '@app/platform';
import { jest } from '@jest/globals';
import type { OpenSockets } from './open-sockets.js';
import { SocketSweeper } from './socket-sweeper.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const plan = { plan: 'free', features: [] };

function sweeping(count: number, alive = async (ids: string[]) => new Set(ids)) {
  const sockets = Array.from({ length: count }, (_, n) => ({
    actor: { id: `user ${n % 2000}`, sessionId: `session ${n}` },
    isOpen: true,
    close: jest.fn(),
    tellPlan: jest.fn(),
  }));
  const sessions = { alive: jest.fn(alive) };
  const entitlements = { ofMany: jest.fn(async (ids: string[]) => new Map(ids.map((id) => [id, plan]))) };
  const reports = { report: jest.fn() };
  const sweeper = new SocketSweeper(
    new Set(sockets) as unknown as OpenSockets,
    sessions as unknown as Sessions,
    entitlements as unknown as Entitlements,
    reports as unknown as ErrorReports,
  );
  sweeper.onModuleInit();
  return { sockets, sessions, entitlements, reports, sweeper };
}

describe('W5 a sweep', () => {
  it('asks for a few hundred sockets at a time, and comes to all of them', async () => {
    const { sockets, sessions, entitlements } = sweeping(10_000);
    await jest.advanceTimersByTimeAsync(2000);
    const asked = [...sessions.alive.mock.calls, ...entitlements.ofMany.mock.calls].map(([ids]) => ids.length);
    expect(Math.max(...asked)).toBeLessThanOrEqual(500);
    for (const { tellPlan, close } of sockets) {
      expect(tellPlan).toHaveBeenCalledTimes(1);
      expect(close).not.toHaveBeenCalled();
    }
  });

  it('closes those whose session has ended, and tells them nothing more', async () => {
    const { sockets } = sweeping(3, async (ids) => new Set(ids.filter((id) => id !== 'session 1')));
    sockets[1]!.close.mockImplementation(() => (sockets[1]!.isOpen = false));
    await jest.advanceTimersByTimeAsync(2000);
    expect(sockets[1]!.close).toHaveBeenCalledWith(1008, 'policy');
    expect(sockets.map(({ tellPlan }) => tellPlan.mock.calls.length)).toEqual([1, 0, 1]);
  });

  it('that fails is reported, closes nobody, and is followed by the next', async () => {
    const { sockets, sessions, reports } = sweeping(3, () => Promise.reject(new Error('no database')));
    await jest.advanceTimersByTimeAsync(4000);
    expect(sessions.alive).toHaveBeenCalledTimes(2);
    expect(reports.report).toHaveBeenCalledTimes(2);
    for (const { close } of sockets) expect(close).not.toHaveBeenCalled();
  });

  it('is the last when the program stops', async () => {
    const { sessions, sweeper } = sweeping(3);
    sweeper.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(sessions.alive).not.toHaveBeenCalled();
  });
});
