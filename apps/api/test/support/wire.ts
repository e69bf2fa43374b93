import type { Page, WebSocketRoute } from 'playwright-core';

const GONE = { code: 4000, reason: 'cut by the test' };

/** The wire between a page's socket and the server, which can be cut. To be laid before the page opens. */
export class Wire {
  /** Every frame that the page sent, as text. */
  readonly sent: string[] = [];
  private isDown = false;
  private readonly ends = new Set<WebSocketRoute>();

  static async lay(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket('**/ws', (end) => wire.connect(end));
    return wire;
  }

  /** Both ends lose each other, and find no way back. */
  async cut(): Promise<void> {
    this.isDown = true;
    for (const end of this.ends) await end.close(GONE);
    this.ends.clear();
  }

  /** The next try of the page gets through. */
  mend(): void {
    this.isDown = false;
  }

  /** The turns that the page has asked for, by their ids, each time it asked. */
  get asked(): string[] {
    return this.sent
      .map((frame) => JSON.parse(frame) as { type: string; id: string })
      .filter(({ type }) => type === 'turn')
      .map(({ id }) => id);
  }

  private connect(end: WebSocketRoute): void {
    if (this.isDown) return void end.close(GONE);
    const server = end.connectToServer();
    this.ends.add(end);
    end.onMessage((message) => {
      this.sent.push(String(message));
      server.send(message);
    });
    server.onMessage((message) => {
      if (!this.isDown) end.send(message);
    });
    end.onClose(() => void server.close());
  }
}
