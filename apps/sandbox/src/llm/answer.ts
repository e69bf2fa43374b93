import { commands, type Command } from './commands.js';

/** How every answer begins, so that nobody can take it for a model's. */
export const label = '[Demo responder, not an AI model]';

/** The answer to a message: the same words for the same question, in Markdown, plainly labelled. */
export function answerTo(question: string, asked: Set<Command>, model: string): string {
  if (asked.has('help')) return `${label}\n\n${helpText()}`;
  const text = withoutCommands(question) || 'nothing at all';
  const opening = [
    label,
    `You wrote: **${shortened(text)}**`,
    `That is ${counted(wordsIn(text), 'word')} and ${counted([...text].length, 'character')}. A real model would now think about ` +
      `it; \`${model}\` only repeats it, so that you can watch an answer arrive word by word.`,
    `- Try \`/help\` to see how to make me slow, long or fail.\n- Set \`LLM_BASE_URL\` and \`LLM_API_KEY\` to talk to a model.`,
  ].join('\n\n');
  return asked.has('long') ? `${opening}\n\n${manyParagraphs()}` : opening;
}

/** Cuts a text into pieces of about four characters, which is what a token comes to in English. */
export function tokensOf(text: string): string[] {
  return text.match(/\s+\S{0,5}|\S{1,5}/gu) ?? [];
}

function helpText(): string {
  const list = Object.entries(commands).map(([name, effect]) => `- \`/${name}\`: ${effect}`);
  return ['Put one of these into a message:', list.join('\n')].join('\n\n');
}

function withoutCommands(question: string): string {
  const names = Object.keys(commands).join('|');
  return question
    .replace(new RegExp(`(?<=^|\\s)/(${names})(?=$|\\s|[.,!?])`, 'g'), '')
    .replace(/\s+/g, ' ')
    .trim();
}

// Markdown in the question is shown, not interpreted: an echo must not be able to put links or pictures in the page.
function shortened(text: string): string {
  const characters = [...text];
  const head = characters.length > 200 ? `${characters.slice(0, 200).join('')}…` : text;
  return head.replace(/[\\`*_[\]<>#!|~]/g, '\\$&');
}

function wordsIn(text: string): number {
  return text.split(' ').length;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function manyParagraphs(): string {
  return Array.from(
    { length: 10 },
    (_, index) =>
      `${index + 1}. This is paragraph ${index + 1} of a long answer. It says nothing new, it only takes its time, ` +
      'so that you can scroll, stop, or close the page while it is still being written.',
  ).join('\n\n');
}
