import { createTransport } from 'nodemailer';

const SECOND_MS = 1000;

/** Nobody who sends mail waits longer than this for one answer of the server. */
const PATIENCE = {
  dnsTimeout: 5 * SECOND_MS,
  connectionTimeout: 5 * SECOND_MS,
  greetingTimeout: 5 * SECOND_MS,
  socketTimeout: 10 * SECOND_MS,
};

/** Connections that are kept and shared. `smtps` is TLS from the start; with credentials, `smtp` must turn to TLS. */
export function smtpTransport(smtpUrl: string, from: string, maxConnections: number) {
  // Taken apart here, because nodemailer would let the URL's query switch the check of certificates off.
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const auth = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
  return createTransport(
    {
      pool: true,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (secure ? 465 : 587),
      secure,
      requireTLS: !secure && auth !== undefined,
      tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
      auth,
      maxConnections,
      // How often a mail is tried is the Mailer's to say.
      maxRequeues: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...PATIENCE,
    },
    { from },
  );
}

export type SmtpTransport = ReturnType<typeof smtpTransport>;
