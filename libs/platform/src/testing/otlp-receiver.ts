import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { eventually } from './eventually.js';

type Value = { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
interface Attribute {
  key: string;
  value: Value;
}

/** A span as it travels, of the OTLP specification's JSON. */
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
  flags?: number;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number };
}
interface OtlpRequest {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** A span that a collector received, its attributes as a plain object. */
export interface ReceivedSpan extends Omit<OtlpSpan, 'attributes'> {
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

/** A trace collector on loopback: takes OTLP over HTTP in JSON, and nothing that is not well formed. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** What to answer; `hang` answers nothing. */
  answers: number | 'hang' = 200;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  /** Listens on this port, or on any. Returns the base address to configure. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(port, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Waits for a span of this name, of this trace if one is given. */
  span(name: string, traceId?: string): Promise<ReceivedSpan> {
    return eventually(() =>
      this.spans.find((span) => span.name === name && (traceId === undefined || span.traceId === traceId)),
    );
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.headers.push(request.headers);
    if (this.answers === 'hang') return;
    const isSound = request.method === 'POST' && request.url === '/v1/traces';
    const status = isSound ? this.answers : 404;
    if (status === 200) this.take((await json(request)) as OtlpRequest);
    else request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }

  private take({ resourceSpans }: OtlpRequest): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const { spans } of scopeSpans) {
        for (const { attributes, ...span } of spans)
          this.spans.push({ ...span, attributes: plain(attributes), resource: plain(resource.attributes) });
      }
    }
  }
}

const plain = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
