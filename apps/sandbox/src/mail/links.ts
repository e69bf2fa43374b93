import { html, type Html } from '../pages/html.js';

const candidate = /https?:\/\/[^\s<>"'`]+/gi;

/** The web addresses in a text, in order, without the punctuation of the sentence around them. */
export function linksIn(text: string): string[] {
  return [...text.matchAll(candidate)].map(([found]) => trimmed(found)).filter(isWebAddress);
}

/** The text with its web addresses made links. Nothing else in it becomes markup. */
export function withLinks(text: string): Html {
  const pieces: (Html | string)[] = [];
  let done = 0;
  for (const match of text.matchAll(candidate)) {
    const url = trimmed(match[0]);
    if (!isWebAddress(url)) continue;
    pieces.push(text.slice(done, match.index), html`<a href="${url}" rel="noreferrer">${url}</a>`);
    done = match.index + url.length;
  }
  return html`${pieces}${text.slice(done)}`;
}

/** The web addresses that a mail's HTML leads to, each once. */
export function linksInHtml(markup: string): string[] {
  return [...new Set(linksIn(markup.replaceAll('&amp;', '&')))];
}

/** "(see https://example.com/a)." ends before the bracket; "https://example.com/a_(b)" keeps its own. */
function trimmed(url: string): string {
  const punctuation = url.includes('(') ? '.,;:!?]}' : '.,;:!?]})';
  let end = url.length;
  while (punctuation.includes(url.charAt(end - 1))) end--;
  return url.slice(0, end);
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
