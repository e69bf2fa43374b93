import { answers, PretendModel } from '@app/llm/testing';
import { jest } from '@jest/globals';
import dns from 'node:dns';
import { createServer, type AddressInfo } from 'node:net';
import { TurnsApp } from '../testing/index.js';
import { watchTurn } from '../testing/watched-turn.js';

/** A turn of somebody whose model is said to be there. */
async function turnWith(base_url: string) {
  const app = await TurnsApp.start({ yaml: { llm: { base_url } } });
  const user = await app.user();
  try {
    const watched = await watchTurn(app, user, await app.socket(user));
    const { statusCode } = await app.nest.inject({ method: 'GET', url: '/auth/me', headers: { cookie: user.cookie } });
    return { ...watched, me: statusCode };
  } finally {
    await app.close();
  }
}

const UNREACHABLE = {
  end: { type: 'error', code: 'llm_unavailable' },
  row: { status: 'failed', error_code: 'llm_unavailable', answer: '' },
  spent: 0,
  outcomes: ['llm_error'],
  calls: [],
  me: 200,
};

describe('F5 a model that cannot be reached costs nothing and leaves the rest alone:', () => {
  afterEach(() => jest.restoreAllMocks());

  it('the connection is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    expect(await turnWith(`http://127.0.0.1:${port}/v1`)).toMatchObject(UNREACHABLE);
  });

  it('the connection is closed as soon as it is open', async () => {
    const server = createServer((connection) => connection.destroy()).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    expect(await turnWith(`http://127.0.0.1:${port}/v1`)).toMatchObject(UNREACHABLE);
    await new Promise((closed) => server.close(closed));
  });

  it('it does not speak TLS', async () => {
    const plain = await PretendModel.start();
    expect(await turnWith(plain.baseUrl.replace('http:', 'https:'))).toMatchObject(UNREACHABLE);
    expect(plain.exchanges).toHaveLength(0);
    await plain.close();
  });

  it('its name is not known', async () => {
    const asked: string[] = [];
    const { lookup } = dns;
    jest.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: unknown[]) => {
      if (host !== 'model.invalid') return (lookup as (...all: unknown[]) => void)(host, ...rest);
      asked.push(host);
      const unknown = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
      process.nextTick(rest.at(-1) as (error: Error) => void, unknown);
    }) as typeof dns.lookup);
    expect(await turnWith('http://model.invalid/v1')).toMatchObject(UNREACHABLE);
    expect(asked.length).toBeGreaterThan(0);
  });

  it('it sends us elsewhere, where nobody follows', async () => {
    const [here, elsewhere] = [await PretendModel.start(), await PretendModel.start()];
    elsewhere.always(answers('You should not be here'));
    for (const status of [301, 302, 307, 308]) {
      here.always(({ response }) => {
        response.writeHead(status, { location: `${elsewhere.baseUrl}/chat/completions` });
        response.end();
      });
      expect(await turnWith(here.baseUrl)).toMatchObject(UNREACHABLE);
    }
    expect(here.exchanges.length).toBeGreaterThanOrEqual(4);
    expect(elsewhere.exchanges).toHaveLength(0);
    await Promise.all([here.close(), elsewhere.close()]);
  });
});
