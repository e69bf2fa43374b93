import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const ALLOWED_TAGS =
  'p br hr h1 h2 h3 h4 h5 h6 strong em del s code pre blockquote ul ol li a table thead tbody tr th td'.split(' ');

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    // A model's HTML is shown as text: it could carry styles, which the page's security headers forbid.
    html: ({ text }) => escapeHtml(text),
    // Pictures from elsewhere are forbidden too; their address stays readable.
    image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`,
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

const purifier = DOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/** Markdown as safe HTML, block by block: while an answer grows only its last block changes. */
export function renderBlocks(text: string): string[] {
  return marked
    .lexer(text)
    .filter((token) => token.type !== 'space')
    .map((token) =>
      purifier.sanitize(marked.parser([token]), {
        ALLOWED_TAGS,
        ALLOWED_ATTR: ['href', 'title', 'align', 'start'],
        ALLOWED_URI_REGEXP: /^(https?:|mailto:)/i,
      }),
    );
}
