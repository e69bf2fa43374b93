import { createServer, type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { Drain, PlatformConfig } from '@app/platform';
import { eventually, testConfig } from '@app/platform/testing';
import { MailUnavailable } from '../auth.errors.js';
import { mails } from '../auth.metrics.js';
import { startTestMailbox, type TestMailbox } from '../testing/test-mailbox.js';
import { letter, type Mail } from './mail.js';
import { MailConfig } from './mail.config.js';
import { Mailer } from './mailer.js';

const mailTo = (to: string): Mail => letter({ to, subject: 'Hello', before: ['How are you?'], after: [] });
const made = (to: string) => () => Promise.resolve(mailTo(to));
const database = { DATABASE_URL: 'postgres://localhost/none' };

describe('sending mail', () => {
  let mailbox: TestMailbox;
  let mailer: Mailer;
  let drain: Drain;
  let errors: jest.SpiedFunction<Logger['error']>;
  let counted: jest.SpiedFunction<(typeof mails)['inc']>;

  beforeEach(async () => {
    errors = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    counted = jest.spyOn(mails, 'inc');
    mailbox = await startTestMailbox();
    mailer = mailerFor({ SMTP_URL: mailbox.url });
  });

  afterEach(async () => {
    await mailer.onModuleDestroy();
    await mailbox.close();
    jest.restoreAllMocks();
  });

  function mailerFor(environment: Record<string, string>): Mailer {
    const config = testConfig([PlatformConfig, MailConfig], {}, { ...database, ...environment });
    drain = new Drain(config.get(PlatformConfig));
    return new Mailer(config.get(MailConfig), drain);
  }

  const outcomes = () => counted.mock.calls.map(([{ outcome }]) => outcome);
  const ended = (count: number) => eventually(() => outcomes().length === count, 15_000);

  it('hands text and HTML over, from the configured sender', async () => {
    mailer.post('verify_email', made('ada@example.com'));
    const { parsed } = await mailbox.next('ada@example.com');
    expect(parsed.from).toMatchObject({ name: 'Turnpike', address: 'no-reply@localhost' });
    expect(parsed.text).toContain('How are you?');
    expect(parsed.html).toContain('<p>How are you?</p>');
    await ended(1);
    expect(counted).toHaveBeenCalledWith({ kind: 'verify_email', outcome: 'sent' });
  });

  it.each(['later', 'hang_up'] as const)('tries again when the server says "%s", and succeeds', async (trouble) => {
    mailbox.troubles = [trouble, trouble];
    mailer.post('reset_password', made('ada@example.com'));
    await mailbox.next('ada@example.com');
    await ended(1);
    expect(mailbox.tries).toBe(3);
    expect(outcomes()).toEqual(['sent']);
  });

  it('gives up after three tries, with an error in the log that names nobody', async () => {
    mailbox.troubles = ['later', 'later', 'later'];
    mailer.post('reset_password', made('ada@example.com'));
    await ended(1);
    expect(mailbox.tries).toBe(3);
    expect(mailbox.mails).toEqual([]);
    expect(outcomes()).toEqual(['failed']);
    expect(errors).toHaveBeenCalledWith(expect.stringContaining('451'));
    expect(JSON.stringify(errors.mock.calls)).not.toContain('ada');
  });

  it('takes a final no for an answer', async () => {
    mailbox.troubles = ['never'];
    mailer.post('reset_password', made('ada@example.com'));
    await ended(1);
    expect(mailbox.tries).toBe(1);
    expect(outcomes()).toEqual(['failed']);
  });

  it('counts a failure when nobody listens', async () => {
    await mailbox.close();
    mailer.post('verify_email', made('ada@example.com'));
    await ended(1);
    expect(outcomes()).toEqual(['failed']);
  });

  it('counts a failure when the mail cannot even be written', async () => {
    mailer.post('verify_email', () => Promise.reject(new Error('no database')));
    await ended(1);
    expect(outcomes()).toEqual(['failed']);
    expect(JSON.stringify(errors.mock.calls)).not.toContain('no database');
  });

  it('lets 200 wait while 5 hang, and drops the next', async () => {
    mailbox.troubles = Array<'hang'>(5).fill('hang');
    for (let at = 0; at < 205; at++) mailer.post('verify_email', made(`a${at}@example.com`));
    expect(outcomes()).toEqual([]);
    mailer.post('verify_email', made('late@example.com'));
    await ended(1);
    expect(outcomes()).toEqual(['dropped']);
    expect(errors).toHaveBeenCalledTimes(1);
  });

  it('drops mail to what is not exactly one address, whatever it would have done to the headers', async () => {
    const addresses = [
      'a@example.com\r\nBcc: b@example.com',
      'a@example.com\nBcc: b@example.com',
      'a@example.com, b@example.com',
      'a@example.com;b@example.com',
      '"b@example.com" <a@example.com>',
      'a@b@example.com',
      'group: a@example.com;',
      '',
    ];
    for (const address of addresses) mailer.post('verify_email', made(address));
    await ended(addresses.length);
    expect(new Set(outcomes())).toEqual(new Set(['dropped']));
    expect(mailbox.tries).toBe(0);
  });

  it('is drained: what is under way arrives before the program stops', async () => {
    mailbox.troubles = ['later'];
    mailer.post('verify_email', made('ada@example.com'));
    await drain.start();
    expect(mailbox.mails).toHaveLength(1);
  });

  it('stops all the same after a few seconds when the server hangs, and counts what was lost', async () => {
    mailbox.troubles = ['hang'];
    mailer.post('verify_email', made('ada@example.com'));
    await eventually(() => mailbox.tries === 1);
    await mailer.onModuleDestroy();
    expect(outcomes()).toEqual(['failed']);
    mailer.post('verify_email', made('late@example.com'));
    await ended(2);
    expect(outcomes()).toEqual(['failed', 'dropped']);
  });

  it('does not hand a password to a server that offers no TLS', async () => {
    const plain = mailerFor({ SMTP_URL: mailbox.url.replace('smtp://', 'smtp://user:secret@') });
    plain.post('verify_email', made('ada@example.com'));
    await ended(1);
    await plain.onModuleDestroy();
    expect(outcomes()).toEqual(['failed']);
    expect(mailbox.mails).toEqual([]);
  });

  it('does not talk smtps to who has no certificate to show, even if the URL asks for it', async () => {
    const server = createServer((socket) => socket.end('220 hello\r\n')).listen(0, '127.0.0.1');
    await eventually(() => server.listening);
    const { port } = server.address() as AddressInfo;
    const secure = mailerFor({ SMTP_URL: `smtps://127.0.0.1:${port}/?tls.rejectUnauthorized=false&secure=false` });
    secure.post('verify_email', made('ada@example.com'));
    await ended(1);
    await secure.onModuleDestroy();
    server.close();
    expect(outcomes()).toEqual(['failed']);
  });
});

describe('mail without SMTP_URL', () => {
  const configOf = (environment: Record<string, string>) =>
    testConfig([PlatformConfig, MailConfig], {}, { ...database, ...environment });

  afterEach(() => jest.restoreAllMocks());

  async function logged(environment: Record<string, string>): Promise<string> {
    const lines: unknown[] = [];
    for (const level of ['log', 'warn', 'error', 'debug', 'verbose'] as const)
      jest.spyOn(Logger.prototype, level).mockImplementation((...line) => void lines.push(...line));
    const config = configOf(environment);
    const mailer = new Mailer(config.get(MailConfig), new Drain(config.get(PlatformConfig)));
    mailer.post('verify_email', made('ada@example.com'));
    await mailer.onModuleDestroy();
    return lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  }

  it('is written to the log in development and in tests', async () => {
    for (const NODE_ENV of ['development', 'test'])
      expect(await logged({ NODE_ENV })).toContain('Mail to ada@example.com: Hello\n\nHow are you?');
  });

  it('is never written to the log in production, and never when there is a server', async () => {
    expect(await logged({ NODE_ENV: 'production' })).not.toContain('How are you?');
    const mailbox = await startTestMailbox();
    const lines = (await logged({ SMTP_URL: mailbox.url })).split('\n').filter((line) => line !== '"Events"');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { message: 'mail.sent', event: 'mail.sent', kind: 'verify_email' },
    ]);
    expect(mailbox.mails).toHaveLength(1);
    await mailbox.close();
  });

  it('is said to be unavailable in production, and only there', () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const mailer = (environment: Record<string, string>) => {
      const config = configOf(environment);
      return new Mailer(config.get(MailConfig), new Drain(config.get(PlatformConfig)));
    };
    expect(() => mailer({ NODE_ENV: 'production' }).assertAvailable()).toThrow(MailUnavailable);
    expect(() => mailer({ NODE_ENV: 'development' }).assertAvailable()).not.toThrow();
  });

  it.each(['no address', 'Evil <a@example.com>\r\nBcc: b@example.com', ''])('has no sender like "%s"', (MAIL_FROM) => {
    if (MAIL_FROM === '') expect(configOf({ MAIL_FROM }).get(MailConfig).from).toContain('no-reply@');
    else expect(() => configOf({ MAIL_FROM })).toThrow(/MAIL_FROM/);
  });
});
