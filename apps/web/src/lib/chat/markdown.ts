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
  // An empty address is none to DOMPurify; to a browser it is this very page.
  if (!node.getAttribute('href')) return node.removeAttribute('href');
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/** Reading more than this anew with every piece that comes would hold up the page. */
const MOST_CHARACTERS = 200_000;

const RULES = {
  ALLOWED_TAGS,
  ALLOWED_ATTR: ['href', 'title', 'align', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(https?:|mailto:)/i,
};

/** Markdown as safe HTML, block by block: while an answer grows only its last block changes. */
export function renderBlocks(text: string): string[] {
  if (text.length > MOST_CHARACTERS) return [asItIs(text)];
  try {
    const tokens = marked.lexer(text).filter((token) => token.type !== 'space');
    return tokens.map((token) => purifier.sanitize(marked.parser([token]), RULES));
  } catch {
    // Thousands of quotes or lists inside each other are more than the parser's stack can hold.
    return [asItIs(text)];
  }
}

const asItIs = (text: string) => purifier.sanitize(`<pre>${escapeHtml(text)}</pre>`, RULES);
