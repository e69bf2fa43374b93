import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { eventually } from '@app/platform/testing';

/** What the server does at a try instead of taking the mail: say "later", say "never", say nothing, or hang up. */
export type MailTrouble = 'later' | 'never' | 'hang' | 'hang_up';

/** A mail that arrived. */
export interface ReceivedMail {
  to: string[];
  parsed: Email;
  raw: string;
}

/** A real SMTP server on loopback that keeps what it gets, and can be told to misbehave. */
export interface TestMailbox {
  /** For SMTP_URL. */
  url: string;
  /** One for each of the next tries. */
  troubles: MailTrouble[];
  /** How often somebody tried to hand over a mail. */
  tries: number;
  mails: ReceivedMail[];
  /** The first mail to an address, by a part of its subject, that was not asked for before; waits for it. */
  next(to: string, subject?: string): Promise<ReceivedMail>;
  /** The token in the link of such a mail. */
  nextToken(to: string, subject?: string): Promise<string>;
  close(): Promise<void>;
}

type Reply = (error?: Error | null) => void;
const refusal = (responseCode: number) => Object.assign(new Error('Refused'), { responseCode });

/** Starts one. */
export async function startTestMailbox(): Promise<TestMailbox> {
  const seen = new Set<ReceivedMail>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    logger: false,
    closeTimeout: 1,
    onMailFrom: (_, session, reply) => admit(session, reply),
    onData(stream, { envelope }, reply) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        void PostalMime.parse(raw).then((parsed) => {
          mailbox.mails.push({ to: envelope.rcptTo.map(({ address }) => address), parsed, raw });
          reply();
        });
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => listening.once('listening', resolve));
  server.on('error', () => undefined);

  function admit(session: SMTPServerSession, reply: Reply): void {
    mailbox.tries++;
    const trouble = mailbox.troubles.shift();
    if (!trouble) return reply();
    if (trouble === 'later') return reply(refusal(451));
    if (trouble === 'never') return reply(refusal(550));
    if (trouble === 'hang_up') for (const one of server.connections) if (one.id === session.id) one.close();
  }

  const mailbox: TestMailbox = {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    troubles: [],
    tries: 0,
    mails: [],
    async next(to, subject = '') {
      const mail = await eventually(() =>
        mailbox.mails.find((one) => !seen.has(one) && one.to.includes(to) && one.parsed.subject?.includes(subject)),
      );
      seen.add(mail);
      return mail;
    },
    async nextToken(to, subject) {
      const { parsed } = await mailbox.next(to, subject);
      return /#([\w-]{43})$/m.exec(parsed.text!)![1]!;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mailbox;
}
