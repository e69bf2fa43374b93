import { createTestDatabase, eventually, layWire, testConfig, type TestDatabase, type Wire } from '../testing/index.js';
import { PlatformConfig } from '../config/platform.config.js';
import { Client } from 'pg';
import { Notifications } from './notifications.js';

describe('notifications of the database', () => {
  let database: TestDatabase;
  let wire: Wire;
  let speaker: Client;
  let notifications: Notifications;
  const heard: string[] = [];
  let gaps = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    wire = await layWire(database.url);
    speaker = new Client({ connectionString: database.url });
    await speaker.connect();
    const config = testConfig([PlatformConfig], {}, { DATABASE_URL: wire.url });
    notifications = new Notifications(config.get(PlatformConfig));
    notifications.subscribe('news', { heard: (payload) => heard.push(payload), missed: () => gaps++ });
    notifications.onApplicationBootstrap();
  });

  beforeEach(() => eventually(() => notifications.isCurrent()));

  afterAll(async () => {
    await notifications?.onModuleDestroy();
    await speaker?.end();
    await wire?.close();
    await database?.drop();
  });

  const say = (payload: string) => speaker.query('SELECT pg_notify($1, $2)', ['news', payload]);

  it('arrive, and only those of the channel', async () => {
    await speaker.query(`SELECT pg_notify('weather', 'rain')`);
    await say('one');
    await say('two');
    await eventually(() => heard.includes('two'));
    expect(heard).toEqual(['one', 'two']);
  });

  it('count as current only while the server answers', async () => {
    wire.freeze();
    await eventually(() => !notifications.isCurrent(), 1000);
    await say('while frozen');
    expect(heard).not.toContain('while frozen');
    wire.thaw();
    await eventually(() => notifications.isCurrent());
    expect(heard.includes('while frozen') || gaps > 1).toBe(true);
  });

  it('that nobody heard are owned up to, on a new connection', async () => {
    const before = gaps;
    wire.cut();
    await eventually(() => !notifications.isCurrent());
    await say('into the void');
    await eventually(() => notifications.isCurrent());
    expect(gaps).toBe(before + 1);
    await say('heard again');
    await eventually(() => heard.includes('heard again'));
  });

  it('cannot be subscribed to once the application has started', () => {
    expect(() => notifications.subscribe('late', { heard() {}, missed() {} })).toThrow('before the application');
  });

  it('end with the application, even when the server does not answer', async () => {
    wire.freeze();
    await notifications.onModuleDestroy();
    expect(notifications.isCurrent()).toBe(false);
    wire.thaw();
  });
});
