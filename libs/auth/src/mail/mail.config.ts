import { z } from 'zod';
import { configSection, hasOwnPassword, nodeEnv, publicUrl, variable } from '@app/platform';

/** How mail leaves: without `smtpUrl` none does. */
export class MailConfig extends configSection({
  nodeEnv,
  publicUrl,
  smtpUrl: variable(
    'SMTP_URL',
    z
      .url({ protocol: /^smtps?$/, error: 'is not an smtp or smtps URL' })
      .refine(...hasOwnPassword)
      .optional(),
    'smtps://user:…@mail.example.com',
  ),
  from: variable(
    'MAIL_FROM',
    z
      .string()
      .max(320)
      .regex(/^[^\p{Cc}@]*[^\p{Cc}@\s]@[^\p{Cc}@\s]+$/u, 'is not an address like Name <name@example.com>'),
    'Turnpike <no-reply@example.com>',
    (read) => `Turnpike <no-reply@${URL.parse(read('PUBLIC_URL') ?? '')?.hostname ?? 'localhost'}>`,
  ),
}) {}
