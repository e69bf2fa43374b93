import { passwordChangedMail } from './kinds/password-changed.mail.js';
import { resetPasswordMail } from './kinds/reset-password.mail.js';
import { verifyEmailMail } from './kinds/verify-email.mail.js';
import { letter } from './mail.js';

const SITE = 'https://app.example.com';

describe('a mail', () => {
  it.each([
    ['confirming an address', verifyEmailMail('ada@example.com', `${SITE}/verify-email#t0k3n`), '/verify-email#t0k3n'],
    ['a new password', resetPasswordMail('ada@example.com', `${SITE}/reset-password#t0k3n`), '/reset-password#t0k3n'],
    ['a changed password', passwordChangedMail('ada@example.com', SITE), '/forgot-password'],
  ])(
    'about %s names the site, has its link in text and HTML, and says what to do if it was not you',
    (_, mail, path) => {
      expect(mail.to).toBe('ada@example.com');
      expect(mail.subject).toMatch(/^[A-Z][\w -]+$/);
      expect(mail.text).toMatch(new RegExp(`^${SITE}${path}$`, 'm'));
      expect(mail.html).toContain(`<a href="${SITE}${path}">`);
      for (const body of [mail.text, mail.html]) {
        expect(body).toContain('If it was not you');
        expect(body).toContain(SITE);
      }
    },
  );

  it('escapes what is not its own in the HTML', () => {
    const nasty = `<img src=x onerror="alert('1')">&`;
    const { html, text } = letter({ to: 'a@b.c', subject: 's', before: [nasty], after: [nasty] });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;');
    expect(text).toContain(nasty);
  });
});
