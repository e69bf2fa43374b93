import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const sentencesOf = (language: string) =>
  JSON.stringify(JSON.parse(readFileSync(`apps/web/messages/${language}.json`, 'utf8')), (key, value: unknown) =>
    ['declarations', 'selectors'].includes(key) ? undefined : value,
  );
const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const alone = (text: string) => new RegExp(`(?<![\\p{L}\\p{N}])${quoted(text)}(?![\\p{L}\\p{N}])`, 'u');

/** Of what has something put in, the longest piece will do; a unit like "min" is the same everywhere. */
function longestPiece(text: string): string {
  const [first = '', ...others] = text.split(/\{\w+\}/).map((piece) => piece.trim());
  if (others.length === 0) return first;
  return [first, ...others].filter(({ length }) => length > 3).sort((a, b) => b.length - a.length)[0] ?? '';
}

/** What the page says of its own, without names in `code` and what a model has written. */
const ALL_WORDS = `(() => {
  const said = document.body.cloneNode(true);
  for (const other of said.querySelectorAll('code, script, noscript, [data-testid=turn-answer], [role=log] p, [lang]')) other.remove();
  const attributes = ['aria-label', 'aria-valuetext', 'title', 'placeholder'];
  const labels = [...said.querySelectorAll('*')].flatMap((each) => attributes.map((name) => each.getAttribute(name)));
  const texts = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  const words = [document.title, ...labels];
  while (texts.nextNode()) words.push(texts.currentNode.nodeValue);
  return words.filter(Boolean).map((text) => text.replace(/\\s+/g, ' ').trim());
})()`;

/** English sentences of the messages that stand on a page which should speak German. */
export async function englishOn(page: Page): Promise<string[]> {
  const german = sentencesOf('de');
  const english = [...sentencesOf('en').matchAll(/"[^"]+":"([^"]+)"/g)]
    .map(([, text]) => longestPiece(text!))
    .filter((text) => /\p{L}{2}/u.test(text) && !alone(text).test(german));
  const words = await page.evaluate<string[]>(ALL_WORDS);
  return words.filter((text) => english.some((sentence) => alone(sentence).test(text)));
}
