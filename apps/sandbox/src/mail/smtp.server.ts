import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { listenOnLoopback } from '../ports.js';
import type { Mailbox } from './mailbox.js';

const largestMail = 1024 * 1024;

/** Starts an SMTP server that takes mail for anybody, from anybody on this machine, with a password or without. */
export async function startSmtp(firstPort: number, mailbox: Mailbox) {
  const smtp = new SMTPServer({
    name: 'sandbox',
    disabledCommands: ['STARTTLS'],
    // Who connects is asked of no name server: they are all on this machine.
    disableReverseLookup: true,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username || 'anybody' }),
    size: largestMail,
    rejectOversized: true,
    onData: (stream, session, done) => {
      receive(stream, session, mailbox).then(() => done(), done);
    },
    closeTimeout: 1,
  });
  // A client's broken connection is its own problem, a port in use is noticed below; unheard, either would end the sandbox.
  smtp.on('error', () => undefined);
  const port = await listenOnLoopback(smtp.server, firstPort);
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => smtp.close(resolve)),
  };
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, mailbox: Mailbox): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) return;
  const recipients = session.envelope.rcptTo.map(({ address }) => address);
  await mailbox.add(recipients, Buffer.concat(chunks));
}
