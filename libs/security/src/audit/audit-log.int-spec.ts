import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { IncomingMessage } from 'node:http';
import { DataSource } from 'typeorm';
import { ConfigModule, currentSpan, DatabaseModule, PlatformConfig, PlatformModule, Span } from '@app/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { SecurityConfig } from '../security.config.js';
import { SecurityModule } from '../security.module.js';
import { AuditLog } from './audit-log.js';
import { jest } from '@jest/globals';

let database: TestDatabase;
let module: TestingModule;
beforeAll(async () => {
  database = await createTestDatabase();
  const config = testConfig([PlatformConfig, SecurityConfig], {}, { DATABASE_URL: database.url });
  const imports = [ConfigModule.forRoot(config), PlatformModule, DatabaseModule, SecurityModule];
  module = await Test.createTestingModule({ imports }).compile();
});
afterAll(async () => {
  await module?.close();
  await database?.drop();
});

const someone = '5b9f2c1e-7f0a-4d53-9f6c-1d2e3f4a5b6c';
const admin = '7c1d2e3f-7f0a-4d53-9f6c-5b9f2c1e0a4b';
const audit = () => module.get(AuditLog);
const rows = () =>
  module.get(DataSource).query('SELECT * FROM audit_events ORDER BY id') as Promise<Record<string, unknown>[]>;

/** The lines of events, with the span in which each was written. */
function spyOnEvents() {
  const lines: object[] = [];
  jest
    .spyOn(Logger.prototype, 'log')
    .mockImplementation((line: object) => void lines.push({ ...line, span: currentSpan()?.spanId }));
  return { lines };
}
afterEach(() => jest.restoreAllMocks());

describe('L4: the audit log', () => {
  it('keeps who did what to whom, from where and with what, in order', async () => {
    const request = {
      socket: { remoteAddress: '203.0.113.7' },
      headers: { 'x-request-id': 'request-0001' },
    } as unknown as IncomingMessage;
    await audit().record(
      { action: 'role.set', actorId: someone, subjectId: someone, details: { role: 'admin' } },
      request,
    );
    await audit().record({ action: 'session.opened' });
    expect(await rows()).toMatchObject([
      {
        action: 'role.set',
        actor_id: someone,
        subject_id: someone,
        address: '203.0.113.7',
        request_id: 'request-0001',
        details: { role: 'admin' },
        at: expect.any(Date),
      },
      { action: 'session.opened', actor_id: null, subject_id: null, address: null, request_id: null, details: {} },
    ]);
  });

  it('logs a row that cannot be written, and breaks nothing', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await audit().record({ action: 'impossible', actorId: 'not a uuid' });
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('impossible was not written'));
    logged.mockRestore();
  });

  it('tells the log of a row that is there to stay, by ids and single words, in the request that wrote it', async () => {
    const logged = spyOnEvents();
    const details = { provider: 'google', sessions: 2, from: { plan: 'pro' }, none: null };
    const span = new Span('request');
    await module.get(DataSource).transaction(async (transaction) => {
      const entry = { action: 'auth.planted', actorId: admin, subjectId: someone, details };
      await span.run(() => transaction.transaction((savepoint) => audit().recordIn(savepoint, entry)));
      expect(logged.lines).toEqual([]);
    });
    await audit().record({ action: 'auth.lone', actorId: someone });
    expect(logged.lines).toEqual([
      {
        message: 'auth.planted',
        event: 'auth.planted',
        'user.id': someone,
        'actor.id': admin,
        'details.provider': 'google',
        'details.sessions': 2,
        span: span.spanId,
      },
      { message: 'auth.lone', event: 'auth.lone', 'user.id': someone, span: undefined },
    ]);
  });

  it('tells the log of nothing that was rolled back, nor of a row that could not be written', async () => {
    const logged = spyOnEvents();
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const entry = { action: 'auth.planted', subjectId: someone };
    const source = module.get(DataSource);
    const failing = source.transaction(async (transaction) => {
      await audit().recordIn(transaction, entry);
      throw new Error('planted');
    });
    await expect(failing).rejects.toThrow('planted');
    await source.transaction(async (transaction) => {
      const savepoint = transaction.transaction(async (nested) => {
        await audit().recordIn(nested, entry);
        throw new Error('planted');
      });
      await expect(savepoint).rejects.toThrow('planted');
    });
    await audit().record({ ...entry, subjectId: 'not a uuid' });
    // What came before on the same connections is over.
    await source.transaction(() => Promise.resolve());
    expect(logged.lines).toEqual([]);
  });

  it('has exactly the columns and indexes of its migration', async () => {
    const drift = await module.get(DataSource).driver.createSchemaBuilder().log();
    // Tables of other libraries are not known here, and would be dropped.
    expect(drift.upQueries.map(({ query }) => query).filter((query) => query.includes('audit_events'))).toEqual([]);
  });
});
