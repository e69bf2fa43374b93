import { readStartSettings, sandboxPortBase } from './settings.js';

const read = (environment: Record<string, string>) => readStartSettings(environment, '/srv/turnpike');
const problemOf = (environment: Record<string, string>) => {
  try {
    read(environment);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('the settings of the start', () => {
  it('need nothing to be configured', () => {
    expect(read({})).toEqual({
      port: 8000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8000',
      production: false,
      dataDir: '/srv/turnpike/.data/8000',
      configFile: '/srv/turnpike/config/turnpike.yaml',
      embeddedPostgres: true,
      shutdownTimeoutMs: 25_000,
      watch: false,
    });
  });

  it('give every port data of its own, unless DATA_DIR says where', () => {
    expect(read({ PORT: '8001' }).dataDir).toBe('/srv/turnpike/.data/8001');
    expect(read({ PORT: '8001', DATA_DIR: '/var/lib/turnpike' }).dataDir).toBe('/var/lib/turnpike');
  });

  it('want a database in production, in either form', () => {
    expect(problemOf({ NODE_ENV: 'production' })).toMatchObject({ exitCode: 78, message: /DATABASE_URL/ });
    expect(read({ NODE_ENV: 'production', DATABASE_URL_FILE: '/run/secrets/url' }).embeddedPostgres).toBe(false);
  });

  it.each(['abc', '0', '65536', '80.5', '-1'])('refuse the port %s', (port) => {
    expect(problemOf({ PORT: port })).toMatchObject({ exitCode: 78, message: /PORT/ });
  });

  it('listen everywhere only in production', () => {
    expect(read({ NODE_ENV: 'production', DATABASE_URL: 'postgres://db' }).host).toBe('0.0.0.0');
    expect(read({ HOST: '::1' }).host).toBe('::1');
  });
});

describe('the ports of the sandbox', () => {
  it('never include the port of the api, and lie below those of outgoing connections', () => {
    const wrong = Array.from({ length: 65_535 }, (_, index) => index + 1).filter((port) => {
      const base = sandboxPortBase(port);
      return (port >= base && port < base + 20) || base >= 32_000;
    });
    expect(wrong).toEqual([]);
  });

  it('differ between neighbours', () => {
    expect(Math.abs(sandboxPortBase(8001) - sandboxPortBase(8002))).toBeGreaterThanOrEqual(20);
  });
});
