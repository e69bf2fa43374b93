import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answers, type Behaviour } from './behaviours.js';

/** One call that the pretend model received. */
export interface Exchange {
  body: { model: string; messages: { role: string; content: string }[]; stream_options?: unknown };
  headers: IncomingMessage['headers'];
  response: ServerResponse;
  /** Resolves when the connection of the call is closed, whoever did it. */
  closed: Promise<void>;
}

/** An OpenAI-compatible server on loopback that does to each call what a test tells it to. Each one is a provider of its own. */
export class PretendModel {
  readonly exchanges: Exchange[] = [];
  private readonly queue: Behaviour[] = [];
  private waiting: { times: number; resolve: () => void }[] = [];
  private usual: Behaviour = answers('Hello', ' world');
  // Idle connections are the client's to close.
  private readonly server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void this.answer(request, response),
  );

  static async start(): Promise<PretendModel> {
    const model = new PretendModel();
    await new Promise<void>((listening) => model.server.listen(0, '127.0.0.1', listening));
    return model;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** The YAML of `llm` that points at this server. */
  settings(timeouts: Record<string, number> = {}) {
    return { base_url: this.baseUrl, api_key: 'key-of-the-test', model: 'small', premium_model: 'large', timeouts };
  }

  /** Resolves when so many calls have arrived in all. */
  async called(times: number): Promise<void> {
    if (this.exchanges.length >= times) return;
    await new Promise<void>((resolve) => this.waiting.push({ times, resolve }));
  }

  /** What happens to the next calls, one behaviour each. */
  next(...behaviours: Behaviour[]): void {
    this.queue.push(...behaviours);
  }

  /** What happens to every call that nothing else was planned for. */
  always(behaviour: Behaviour): void {
    this.usual = behaviour;
  }

  /** Drops what was planned and has not happened. */
  forgetPlans(): void {
    this.queue.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const body = JSON.parse(await text(request)) as Exchange['body'];
    const exchange = { body, headers: request.headers, response, closed };
    this.exchanges.push(exchange);
    for (const { times, resolve } of this.waiting) if (this.exchanges.length >= times) resolve();
    await (this.queue.shift() ?? this.usual)(exchange);
  }
}
