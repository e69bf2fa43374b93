import DOMPurify from 'dompurify';
import { Marked, type Token, type Tokens } from 'marked';

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
    // The corner above the names of rows is a heading of nothing.
    tablecell({ header, align, tokens }) {
      const words = this.parser.parseInline(tokens);
      const tag = header && words ? 'th' : 'td';
      return `<${tag}${align ? ` align="${align}"` : ''}>${words}</${tag}>`;
    },
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

const RULES = {
  ALLOWED_TAGS,
  ALLOWED_ATTR: ['href', 'title', 'align', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(https?:|mailto:)/i,
};

/** Code in lists in quotes in lists … has a frame of its own down to here. */
const DEEPEST = 4;

/** A piece of an answer. `html` is safe; `code` is text as it is; lists and quotes that hold code hold blocks. */
export type Block =
  | { kind: 'html' | 'table'; html: string }
  | { kind: 'code'; code: string; language: string }
  | { kind: 'list'; start: number | null; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] };

/** The top-level pieces of Markdown, unread. Throws when they are nested more deeply than the parser's stack can hold. */
export const tokensOf = (text: string): Token[] => marked.lexer(text);

/** What these become on the page. */
export function blocksOf(tokens: Token[], depth = 0): Block[] {
  return tokens.filter(({ type }) => type !== 'space').map((token) => blockOf(token, depth));
}

/** Text that is no Markdown, or too much of it. */
export const asItIs = (text: string): Block => ({
  kind: 'html',
  html: purifier.sanitize(`<pre>${escapeHtml(text)}</pre>`, RULES),
});

function blockOf(token: Token, depth: number): Block {
  const { type, text, lang, tokens = [] } = token as Tokens.Generic;
  if (type === 'code') return { kind: 'code', code: text as string, language: languageOf(lang as string | undefined) };
  if (depth < DEEPEST && (type === 'list' || type === 'blockquote') && holdsCode(token, depth)) {
    if (type === 'blockquote') return { kind: 'quote', blocks: blocksOf(tokens, depth + 1) };
    const { ordered, start, items } = token as Tokens.List;
    return {
      kind: 'list',
      start: ordered ? Number(start) || 0 : null,
      items: items.map((item) => blocksOf(item.tokens, depth + 1)),
    };
  }
  return { kind: type === 'table' ? 'table' : 'html', html: purifier.sanitize(marked.parser([token]), RULES) };
}

function holdsCode(token: Token, depth: number): boolean {
  if (token.type === 'code') return true;
  const { items, tokens } = token as Tokens.Generic;
  return depth < DEEPEST && ((items as Token[]) ?? tokens ?? []).some((inner) => holdsCode(inner, depth + 1));
}

/** The first word after the fence, if it can be the name of a language. */
function languageOf(info = ''): string {
  return /^[\w+#.-]{1,20}(?=\s|$|\{|,)/.exec(info)?.[0].toLowerCase() ?? '';
}
