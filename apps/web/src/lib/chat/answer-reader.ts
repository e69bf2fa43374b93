import { asItIs, blocksOf, tokensOf, type Block } from './markdown.js';

/** Reading more than this anew with every piece that comes would hold up the page. */
const MOST_CHARACTERS = 200_000;

/** `[1]: https://…`: what earlier pieces may point to. */
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;

/** Reads one answer as it grows. Only its last piece can still change, so that what is before it is read once. */
export class AnswerReader {
  #text = '';
  /** How much of the text the settled blocks are. */
  #settledTo = 0;
  #settled: Block[] = [];

  read(answer: string, finished: boolean): Block[] {
    if (answer.length > MOST_CHARACTERS) return [asItIs(answer)];
    const text = answer.replaceAll(/\r\n?/g, '\n');
    try {
      if (finished && this.#settledTo > 0 && DEFINITION.test(text)) return blocksOf(tokensOf(text));
      return this.#grow(text);
    } catch {
      return [asItIs(answer)];
    }
  }

  #grow(text: string): Block[] {
    if (!text.startsWith(this.#text)) {
      this.#settled = [];
      this.#settledTo = 0;
    }
    this.#text = text;
    const tokens = tokensOf(text.slice(this.#settledTo));
    const last = tokens.findLastIndex(({ type }) => type !== 'space');
    const before = tokens.slice(0, Math.max(0, last));
    if (before.length > 0) {
      this.#settled = [...this.#settled, ...blocksOf(before)];
      this.#settledTo += before.reduce((length, { raw }) => length + raw.length, 0);
    }
    return [...this.#settled, ...blocksOf(tokens.slice(Math.max(0, last)))];
  }
}
