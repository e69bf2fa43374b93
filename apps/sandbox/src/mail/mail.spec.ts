import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { postForm, started, until } from '../../test/started.js';
import { startMail } from './mail.server.js';

interface MessageView {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  links: string[];
  attachments: string[];
}

describe('the pretend mail server', () => {
  let mail: Awaited<ReturnType<typeof started>>;
  beforeEach(async () => {
    mail = await started(startMail);
  });
  afterEach(() => mail.stop());

  const smtpUrl = () => mail.part().environment.SMTP_URL as string;
  const address = (path: string) => `${mail.part().url}${path}`;
  const page = async (path: string) => (await fetch(address(path))).text();
  const messages = async (to = ''): Promise<MessageView[]> =>
    (
      (await (await fetch(address(`/messages.json?to=${encodeURIComponent(to)}`))).json()) as {
        messages: MessageView[];
      }
    ).messages;

  async function send(mail: SendMailOptions, url = smtpUrl()) {
    const transport = createTransport(url);
    try {
      return await transport.sendMail({ from: 'Turnpike <no-reply@localhost>', to: 'ada@example.com', ...mail });
    } finally {
      transport.close();
    }
  }

  it('shows what was sent, with links that work', async () => {
    await send({ subject: 'Confirm your address', text: 'Open\nhttp://localhost:8000/verify-email#abc_-\n\nBye' });
    const [message] = await messages();
    expect(message).toMatchObject({
      from: 'Turnpike <no-reply@localhost>',
      to: ['ada@example.com'],
      subject: 'Confirm your address',
      text: 'Open\nhttp://localhost:8000/verify-email#abc_-\n\nBye\n',
      links: ['http://localhost:8000/verify-email#abc_-'],
    });
    expect(await page('/')).toContain(`<a href="/messages/${message.id}">Confirm your address</a>`);
    const shown = await page(`/messages/${message.id}`);
    expect(shown).toContain('<a href="http://localhost:8000/verify-email#abc_-"');
    const source = await fetch(address(`/messages/${message.id}/source`));
    expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await source.text()).toMatch(/^From: Turnpike <no-reply@localhost>\r\n/);
  });

  it('takes words in any script and names beyond ASCII', async () => {
    await send({ subject: 'Grüße aus Zürich 你好 ✉', text: 'Schöne Grüße ☕', to: '"Jürgen Ω" <juergen@example.com>' });
    expect(await messages('juergen@example.com')).toMatchObject([
      { subject: 'Grüße aus Zürich 你好 ✉', text: 'Schöne Grüße ☕\n' },
    ]);
    expect(await page('/')).toContain('Grüße aus Zürich 你好 ✉');
  });

  it('delivers to everybody on the envelope, seen in the header or not', async () => {
    const many = Array.from({ length: 15 }, (_, index) => `reader-${index}@example.com`);
    await send({ to: many.slice(0, 10), cc: many.slice(10, 12), bcc: many.slice(12), subject: 'News' });
    expect((await messages())[0]?.to.sort()).toEqual([...many].sort());
    expect(await messages('reader-14@example.com')).toHaveLength(1);
  });

  it('lists the newest first, and one person’s mail alone when asked, however the address is written', async () => {
    for (const to of ['ada@example.com', 'grace@example.com', 'ada@example.com'])
      await send({ to, subject: `To ${to}, number ${(await messages()).length + 1}` });
    expect((await messages()).map(({ subject }) => subject.at(-1))).toEqual(['3', '2', '1']);
    expect((await messages(' ADA@example.com')).map(({ subject }) => subject.at(-1))).toEqual(['3', '1']);
    expect(await messages('da@example.com')).toEqual([]);
    const filtered = await page('/?to=grace%40example.com');
    expect(filtered).toContain('number 2');
    expect(filtered).not.toContain('number 1');
    expect(await page('/?to=nobody%40example.com')).toContain('No mail to nobody@example.com yet');
  });

  it('shows a mail of HTML alone as its links and its source, never as HTML', async () => {
    const html =
      '<p onclick="steal()">Hi <a href="http://localhost:8000/reset-password#t&amp;x">reset</a><script>steal()</script>';
    await send({ subject: 'Only HTML', html });
    const [message] = await messages();
    expect(message).toMatchObject({ text: '', links: ['http://localhost:8000/reset-password#t&x'] });
    const shown = await page(`/messages/${message.id}`);
    expect(shown).toContain('<a href="http://localhost:8000/reset-password#t&#38;x"');
    expect(shown).toContain('&#60;script&#62;steal()');
    expect(shown).not.toMatch(/<script|<p onclick/);
  });

  it('takes nothing in a mail or an address for markup', async () => {
    const evil = '"><script>alert(1)</script>';
    await send({
      from: `"${evil.replaceAll('"', '\\"')}" <evil@example.com>`,
      subject: evil,
      text: evil,
      attachments: [{ filename: '<img src=x>.txt', content: 'x' }],
    });
    const [message] = await messages();
    expect(message).toMatchObject({ subject: evil, attachments: ['<img src=x>.txt'] });
    const pages = await Promise.all(
      ['/', `/messages/${message.id}`, `/?to=${encodeURIComponent(evil)}`, `/messages/${encodeURIComponent(evil)}`].map(
        page,
      ),
    );
    for (const shown of pages) expect(shown).not.toMatch(/<script|<img/);
    expect(pages[1]).toContain('&#34;&#62;&#60;script&#62;alert(1)');
  });

  it('tells browsers to run and to guess nothing', async () => {
    await send({ subject: 'Hello' });
    const [message] = await messages();
    for (const path of ['/', '/messages.json', `/messages/${message.id}`, `/messages/${message.id}/source`]) {
      const { headers } = await fetch(address(path));
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('refuses a mail over 1 MB, told its size before or not, and keeps none of it', async () => {
    await expect(send({ text: 'x'.repeat(1_100_000) })).rejects.toMatchObject({ responseCode: 552 });
    const { port } = new URL(smtpUrl());
    const socket = connect(Number(port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => said.startsWith('220'));
    socket.write('EHLO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n');
    await until(() => said.includes('354'));
    socket.write(`${'x'.repeat(70)}\r\n`.repeat(20_000) + '.\r\n');
    await until(() => /^552 /m.test(said));
    socket.destroy();
    expect(await messages()).toEqual([]);
  });

  it('goes on after a client that hung up in the middle, and lets in whoever brings a password', async () => {
    const socket = connect(Number(new URL(smtpUrl()).port), '127.0.0.1');
    await until(() => socket.bytesRead > 0);
    socket.write('EHLO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nSubject: Cut');
    socket.resetAndDestroy();
    await send({ subject: 'With a password' }, smtpUrl().replace('//', '//user:secret@'));
    expect((await messages()).map(({ subject }) => subject)).toEqual(['With a password']);
  });

  it('keeps the latest 200 mails, also on disk, for their owner alone', async () => {
    const transport = createTransport({ url: smtpUrl(), pool: true, maxConnections: 1 });
    for (let number = 1; number <= 203; number++)
      await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: `${number}` });
    transport.close();
    const kept = await messages();
    expect([kept.length, kept[0]?.subject, kept.at(-1)?.subject]).toEqual([200, '203', '4']);
    const folder = join(mail.settings.dataDirectory, 'mail');
    expect(readdirSync(folder)).toHaveLength(200);
    expect(statSync(join(folder, `${kept[0]?.id}.json`)).mode & 0o777).toBe(0o600);
  });

  it('still has the mail after a restart, and none after everything was deleted', async () => {
    expect(await page('/')).toContain('No mail yet');
    await send({ subject: 'First' });
    await send({ subject: 'Second' });
    const before = await messages();
    await mail.restart();
    expect(await messages()).toEqual(before);
    const deleted = await postForm(address('/delete'), {});
    expect([deleted.status, deleted.headers.get('location')]).toEqual([303, '/']);
    expect(await messages()).toEqual([]);
    await mail.restart();
    expect(await messages()).toEqual([]);
    expect((await fetch(address(`/messages/${before[0]?.id}`))).status).toBe(404);
  });

  it.each(['{', '{}'])('says which mail is broken instead of starting without it: %s', async (content) => {
    writeFileSync(join(mail.settings.dataDirectory, 'mail', 'broken.json'), content);
    await expect(mail.restart()).rejects.toThrow(/mail\/broken\.json cannot be read/);
  });

  it('moves on to the next ports when another one has them', async () => {
    const other = await started(startMail);
    await send({ subject: 'To the first' });
    expect(other.part().url).not.toBe(mail.part().url);
    expect(await (await fetch(`${other.part().url}/`)).text()).toContain('No mail yet');
    await other.stop();
  });

  it('is read and emptied by nobody from another site', async () => {
    await send({ subject: 'Private' });
    const { port } = new URL(mail.part().url);
    const statusFor = (host: string) =>
      new Promise((resolve) => {
        request({ port, host: '127.0.0.1', path: '/messages.json', headers: { host } }, (answer) =>
          resolve(answer.resume().statusCode),
        ).end();
      });
    expect(await statusFor(`evil.example:${port}`)).toBe(403);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    const crossSite = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await fetch(address('/delete'), crossSite)).status).toBe(403);
    expect(await messages()).toHaveLength(1);
  });

  it.each(['/nowhere', '/messages/', '/messages/none', '/messages/none/source', '//'])(
    'has no page %s',
    async (path) => {
      expect((await fetch(address(path))).status).toBe(404);
    },
  );
});
