import { Entitlements } from '@app/billing';
import { ActorResolver } from '@app/auth';
import { SECURITY_HEADERS } from '@app/security';
import { jest } from '@jest/globals';
import { TurnsApp } from '../testing/index.js';

const LIMITS = { sockets: { per_user: 2, per_address: 3 } };

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({ yaml: LIMITS, environment: { TRUST_PROXY: '1' } });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => app.close());

/** The headers of a new user's handshake, as a proxy passes them on that saw it come from there. */
const from = async (address: string) => ({
  authorization: (await app.user()).bearer,
  // What stands on the left was written by the client.
  'x-forwarded-for': `203.0.113.${Math.floor(Math.random() * 255)}, ${address}`,
});

describe('W1 a handshake', () => {
  it('is refused from an address that has as many sockets as the settings say, also when all come at once', async () => {
    const handshakes = await Promise.all(Array.from({ length: 6 }, (_, n) => from(`2001:db8:7:7::${n}`)));
    const attempts = await Promise.allSettled(handshakes.map((headers) => app.socketWith(headers)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const answer = await app.refused(await from('2001:db8:7:7:ffff::'));
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    for (const [name, value] of SECURITY_HEADERS) expect(answer.headers[name.toLowerCase()]).toBe(value);
    await app.socketWith(await from('2001:db8:7:8::1'));
  });

  it('is accepted again from an address when one of its sockets has closed', async () => {
    const sockets = await Promise.all([1, 2, 3].map(async () => app.socketWith(await from('198.51.100.1'))));
    expect((await app.refused(await from('198.51.100.1'))).statusCode).toBe(429);
    sockets[1]!.vanish();
    await app.metricBecomes('turnpike_websocket_disconnects_total{reason="abnormal"}', 1);
    await expect(app.socketWith(await from('198.51.100.1'))).resolves.toBeDefined();
  });

  it('is refused to a user who has as many as the settings say, from wherever', async () => {
    const { bearer } = await app.user();
    const at = (address: string) => ({ authorization: bearer, 'x-forwarded-for': address });
    await app.socketWith(at('192.0.2.1'));
    await app.socketWith(at('192.0.2.2'));
    expect((await app.refused(at('192.0.2.3'))).statusCode).toBe(429);
  });

  it('of whom 60 were refused in a minute is refused without a look at who it is', async () => {
    const stranger = { authorization: 'Bearer nobody', 'x-forwarded-for': '192.0.2.99' };
    for (let n = 0; n < 60; n += 1) expect((await app.refused(stranger)).statusCode).toBe(401);
    const asked = [
      jest.spyOn(app.nest.get(ActorResolver, { strict: false }), 'resolve'),
      jest.spyOn(app.nest.get(Entitlements, { strict: false }), 'of'),
    ];
    const answer = await app.refused(await from('192.0.2.99'));
    expect([answer.statusCode, Number(answer.headers['retry-after']) > 0]).toEqual([429, true]);
    for (const spy of asked) expect(spy).not.toHaveBeenCalled();
    await expect(app.socketWith(await from('192.0.2.100'))).resolves.toBeDefined();
  });
});
