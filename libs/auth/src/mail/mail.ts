/** What mails are about: the label of the metric. */
export const MAIL_KINDS = ['verify_email', 'reset_password', 'password_changed'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** One mail to one person, in plain text and in simple HTML. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** What a mail says, before it is laid out: paragraphs, and a link somewhere between them. */
interface Letter {
  to: string;
  subject: string;
  before: string[];
  link?: { label: string; url: string };
  after: string[];
}

/** Lays a letter out, once as text and once as HTML. */
export function letter({ to, subject, before, link, after }: Letter): Mail {
  const text = [...before, ...(link ? [`${link.label}:\n${link.url}`] : []), ...after].join('\n\n');
  const anchor = link ? [`<a href="${escaped(link.url)}">${escaped(link.label)}</a>`] : [];
  const paragraphs = [...before.map(escaped), ...anchor, ...after.map(escaped)];
  const html = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n');
  return { to, subject, text: `${text}\n`, html: `<!doctype html>\n<html lang="en"><body>\n${html}\n</body></html>\n` };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
