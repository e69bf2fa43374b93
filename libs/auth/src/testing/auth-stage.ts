import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { authSettings, startTestApp, type TestApp } from './test-app.js';
import { startTestMailbox, type TestMailbox } from './test-mailbox.js';

/** The library on a database of its own, set up once for the tests of one describe. */
export class AuthStage {
  database: TestDatabase;
  tested: TestApp;

  constructor() {
    beforeAll(async () => {
      this.database = await createTestDatabase();
      this.tested = await startTestApp(testConfig(...authSettings(this.database.url, {}, await this.smtpUrl())));
    });
    afterAll(async () => {
      await this.tested?.close();
      await this.database?.drop();
    });
  }

  protected smtpUrl(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }
}

/** The same with a mail server. */
export class MailStage extends AuthStage {
  mailbox: TestMailbox;

  constructor() {
    super();
    afterAll(() => this.mailbox?.close());
  }

  protected override async smtpUrl(): Promise<string> {
    this.mailbox = await startTestMailbox();
    return this.mailbox.url;
  }
}
