import { TestSocket } from '@app/turns/testing';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { repeat } from './repeat.js';

const PASSWORD = 'a lighthouse keeps its own time';
const SOCKETS_EACH = 5;

/** Somebody who is signed in, with what their requests carry and the sockets they have open. */
interface Person {
  cookie: string;
  sockets: TestSocket[];
}

/** People who use the product: they look around all the time, keep sockets open, and do what a test asks of them. */
export class Crowd {
  readonly people: Person[] = [];
  private stopLooking?: () => Promise<void>;

  /** `url` is where they are sent to; `origin` is what they see. */
  constructor(
    public url: string,
    private readonly origin: string,
  ) {}

  async signUp(count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      const account = { email: `person-${at}@example.com`, password: PASSWORD };
      // Each from an address of their own, for not many may sign up from one.
      const answer = await this.post('/auth/signup', account, { 'x-forwarded-for': `192.0.2.${at + 1}` });
      if (answer.status !== 201) throw new Error(`Not signed up: ${answer.status} ${await answer.text()}`);
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
      this.people.push({ cookie: cookies.join('; '), sockets: [] });
    }
    // What a restart refuses or cuts off is looked at again.
    this.stopLooking = repeat(100, (at) => this.look(at).catch(() => undefined));
  }

  /** Everybody opens as many sockets as they may. */
  async openSockets(): Promise<void> {
    for (const person of this.people) {
      person.sockets = await Promise.all(Array.from({ length: SOCKETS_EACH }, () => this.socket(person)));
    }
  }

  get sockets(): TestSocket[] {
    return this.people.flatMap(({ sockets }) => sockets);
  }

  /** Everybody sends this on their first socket, one after the other; resolves when all are answered, or told that they will not be. */
  async say(text: string, apartMs = 0): Promise<void> {
    await Promise.all(
      this.people.map(async ({ sockets: [socket] }, at) => {
        await wait(at * apartMs);
        const id = randomUUID();
        socket!.send({ type: 'turn', id, text });
        await Promise.race([socket!.next('done', id), socket!.next('error', id)]);
      }),
    );
  }

  /** Somebody loses a socket, each time another one. */
  drop(at: number): void {
    this.people[at % this.people.length]!.sockets.at(-1)!.vanish();
  }

  post(path: string, body: object, more: Record<string, string>): Promise<Response> {
    const headers = { 'content-type': 'application/json', origin: this.origin, ...more };
    return fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** A request whose body comes only after so long; resolves when it has been answered. */
  async postSlowly(path: string, afterMs: number): Promise<void> {
    const socket = connect(Number(new URL(this.url).port), '127.0.0.1');
    const { cookie } = this.people[0]!;
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${this.origin}\r\nCookie: ${cookie}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n',
    );
    // How slow the caller is, not a wait for something to happen.
    await wait(afterMs);
    socket.end('{}');
    for await (const chunk of socket) void chunk;
  }

  /** Somebody asks to buy, each time another one. */
  async buy(at: number): Promise<void> {
    const { cookie } = this.people[at % this.people.length]!;
    await this.post('/billing/checkout', { plan: 'pro' }, { cookie }).then((answer) => answer.text());
  }

  async leave(): Promise<void> {
    await this.stopLooking?.();
    for (const socket of this.sockets) socket.vanish();
  }

  private async look(at: number): Promise<void> {
    const { cookie } = this.people[at % this.people.length]!;
    const answer = await fetch(`${this.url}/auth/me`, { headers: { cookie } });
    await answer.text();
  }

  private socket({ cookie }: Person): Promise<TestSocket> {
    return TestSocket.open(`${this.url.replace('http', 'ws')}/ws`, { cookie, origin: this.origin });
  }
}
