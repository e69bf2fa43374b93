import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMessage, type Message, type ReceivedMail } from './message.js';

const mostMessages = 200;

/**
 * The mail of everybody, newest first. It is kept on disk, a file for each, because the accounts it belongs to survive a
 * restart too, and a link is good for a day.
 */
export class Mailbox {
  private constructor(
    private readonly folder: string,
    private messages: Message[],
  ) {}

  /** Opens the mailbox with what it held when it was last used. Throws with the file's name when one is broken. */
  static async open(folder: string): Promise<Mailbox> {
    mkdirSync(folder, { recursive: true });
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const messages = await Promise.all(files.map((file) => readMessage(read(join(folder, file)))));
    messages.sort((one, other) => other.receivedAt.localeCompare(one.receivedAt));
    return new Mailbox(folder, messages);
  }

  /** Puts a mail in; the oldest makes room for it. */
  async add(to: string[], source: Buffer): Promise<void> {
    const mail = { id: randomUUID(), receivedAt: new Date().toISOString(), to, source };
    const message = await readMessage(mail);
    const file = this.fileOf(mail.id);
    // Links in it change passwords, so it is for its owner alone.
    writeFileSync(`${file}.new`, JSON.stringify({ ...mail, source: source.toString('base64') }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.messages.unshift(message);
    for (const { id } of this.messages.splice(mostMessages)) rmSync(this.fileOf(id), { force: true });
  }

  /** Everything, or only what went to one address. */
  list(to = ''): Message[] {
    const wanted = to.trim().toLowerCase();
    return wanted
      ? this.messages.filter((message) => message.to.some((one) => one.toLowerCase() === wanted))
      : this.messages;
  }

  find(id: string): Message | null {
    return this.messages.find((message) => message.id === id) ?? null;
  }

  /** Everybody who got mail, in the order of the alphabet. */
  addresses(): string[] {
    return [...new Set(this.messages.flatMap(({ to }) => to))].sort();
  }

  clear(): void {
    for (const { id } of this.messages) rmSync(this.fileOf(id), { force: true });
    this.messages = [];
  }

  private fileOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

function read(file: string): ReceivedMail {
  try {
    const { id, receivedAt, to, source } = JSON.parse(readFileSync(file, 'utf8')) as Record<keyof ReceivedMail, string>;
    if (!id || !receivedAt || !Array.isArray(to)) throw new TypeError('It lacks something.');
    return { id, receivedAt, to, source: Buffer.from(source, 'base64') };
  } catch {
    throw new Error(`${file} cannot be read; delete it and that one mail is gone.`);
  }
}
