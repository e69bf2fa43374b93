import { join } from 'node:path';
import type { RunningPart } from '../part.js';
import type { SandboxSecrets } from '../secrets.js';
import type { SandboxSettings } from '../settings.js';
import { startInbox } from './inbox.server.js';
import { Mailbox } from './mailbox.js';
import { startSmtp } from './smtp.server.js';

/** Starts the pretend mail server: what is sent to anybody ends up on a page to read it on. */
export async function startMail(settings: SandboxSettings, _secrets: SandboxSecrets): Promise<RunningPart> {
  const mailbox = await Mailbox.open(join(settings.dataDirectory, 'mail'));
  const smtp = await startSmtp(settings.firstPort + 11, mailbox);
  try {
    const inbox = await startInbox(settings.firstPort + 12, settings.appUrl, mailbox);
    return {
      name: 'mail',
      url: inbox.url,
      note: 'Inbox, stand-in for a mail server: open it to read what the application mails to anybody',
      environment: { SMTP_URL: smtp.url },
      close: async () => {
        await Promise.all([smtp.close(), inbox.close()]);
      },
    };
  } catch (error) {
    await smtp.close();
    throw error;
  }
}
