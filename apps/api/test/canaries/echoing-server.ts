import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A provider, a Stripe, a model in trouble: to whatever it is asked, it answers with an error that quotes the question. */
export class EchoingServer {
  url: string;
  questions = 0;
  private readonly server = createServer(async (request, response) => {
    this.questions++;
    const quoted = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${await text(request)}`;
    const error = { message: quoted, type: 'invalid_request_error', code: quoted, param: quoted };
    response.writeHead(400, { 'content-type': 'application/json', 'x-quoted': encodeURIComponent(quoted) });
    response.end(JSON.stringify({ error, error_description: quoted }));
  });

  async open(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
