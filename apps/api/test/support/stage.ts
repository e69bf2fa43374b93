import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { Inbox } from './inbox.js';
import { freePort, run, type Program } from './program.js';

/** `npm start` on data of its own, and a browser to look at it with; set up once for the tests of one describe. */
export class OpenStage {
  browser: Browser;
  url: string;
  inbox: Inbox;
  private readonly data = mkdtempSync(join(tmpdir(), 'stage-'));
  private program: Program;

  constructor() {
    beforeAll(() => this.open(), 90_000);
    afterAll(() => this.close(), 40_000);
  }

  private async open(): Promise<void> {
    const port = await freePort();
    this.url = `http://localhost:${port}`;
    this.program = run(['npm', 'start'], { PORT: String(port), DATA_DIR: this.data });
    this.browser = await launchBrowser();
    await this.program.says(/Ctrl-C stops everything/);
    const standIn = /^ +mail +(http:\S+)/m.exec(this.program.output());
    this.inbox = new Inbox(standIn![1]!);
  }

  private async close(): Promise<void> {
    await this.browser?.close();
    await this.program?.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
