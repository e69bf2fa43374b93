import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from '../src/ports.js';

/** One webhook as it arrived. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  type: string;
}

/** A stand-in for the application: keeps what it is sent and answers as told. */
export async function webhookReceiver() {
  const received: Received[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    received.push({ headers: request.headers, body, type: (JSON.parse(body) as { type: string }).type });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/billing/webhook`,
    received,
    answerWith: (next: number) => {
      status = next;
    },
    close: () => closeServer(server),
  };
}
