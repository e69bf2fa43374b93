import { z } from 'zod';
import { configSection, nodeEnv, publicUrl, variable } from '@app/platform';

/** How mail leaves: without `smtpUrl` none does. */
export class MailConfig extends configSection({
  nodeEnv,
  publicUrl,
  smtpUrl: variable(
    'SMTP_URL',
    z.url({ protocol: /^smtps?$/, error: 'is not an smtp or smtps URL' }).optional(),
    'smtps://user:password@mail.example.com',
  ),
  from: variable(
    'MAIL_FROM',
    z.string().min(3).max(320),
    'Turnpike <no-reply@example.com>',
    (read) => `Turnpike <no-reply@${new URL(read('PUBLIC_URL') || 'http://localhost').hostname}>`,
  ),
}) {}
