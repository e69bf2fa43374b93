// What a page says in its own source instead of by a message: pieces of text for people, written out in markup or code.
import { parse as parseSvelte } from 'svelte/compiler';
import ts from 'typescript';

/** Names, units and keys, which are the same in every language, and what stands in for names that the API gives. */
const SAME_EVERYWHERE = new Set([
  ...['Turnpike', 'PDF', 'ms', 'MB', 'GB', 'Enter', 'Escape', 'Standard', 'Premium'],
  ...['Edge', 'Opera', 'Firefox', 'Chrome', 'Safari', 'Android', 'Windows', 'Linux'],
  ...['Bash', 'Diff', 'Go', 'Java', 'JavaScript', 'Kotlin', 'Markdown', 'Python', 'Ruby', 'Rust', 'Swift', 'Text'],
  'TypeScript',
]);
/** What looks like words: lists for a sanitiser, and the first words of an answer, by which a stand-in is known. */
const FOR_PROGRAMS = /^(p br hr |noopener |\[Demo responder, | align=")/;
/** Attributes that are always read by somebody; of components, too. */
const READ = /^(aria-(label|valuetext|description)|title|placeholder|alt|label|busyLabel|heading|lead|keep)$/;

const hasWords = (text) => /\p{L}{2}/u.test(text) && !SAME_EVERYWHERE.has(text.replace(/[^\p{L}]+/gu, ''));

/** A sentence, or a piece of one: it begins like one, has two plain words in a row, or joins a word to what comes beside it. */
const isSentence = (text) =>
  hasWords(text) &&
  !FOR_PROGRAMS.test(text) &&
  (/^\W*\p{Lu}\p{Ll}/u.test(text) ||
    /(?:^|\s)\p{L}\p{Ll}+,? \p{Ll}{2,}(?:[\s.,;:!?…]|$)/u.test(text) ||
    /^\s\p{L}{2}|\p{L}{2}\s$/u.test(text));

/** The offences of one source: `{ text, line }`. */
export function sentencesIn(source, file) {
  const found = file.endsWith('.svelte') ? inPage(source) : inProgram(source);
  return found.map(({ text, at }) => ({ text: text.trim(), line: source.slice(0, at).split('\n').length }));
}

function inProgram(source) {
  const tree = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && isSentence(node.text)) found.push({ text: node.text, at: node.getStart() });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function inPage(source) {
  const { fragment, instance, module } = parseSvelte(source, { modern: true });
  const found = [];
  const visit = (node, isOffence) => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach((each) => visit(each, isOffence));
    const { type } = node;
    if (type === 'ImportDeclaration' || type === 'TSLiteralType' || type === 'Comment') return;
    if (type === 'Attribute' && /^(class|id|rel|data-.*)$/.test(node.name)) return;
    const text = textOf(node);
    const judge = type === 'Text' ? isOffence : isSentence;
    if (text !== undefined && judge(text)) found.push({ text, at: node.start });
    const ofAttribute = type === 'Attribute' ? (READ.test(node.name) ? hasWords : isSentence) : isOffence;
    for (const [key, child] of Object.entries(node)) if (key !== 'metadata') visit(child, ofAttribute);
  };
  visit([fragment, instance?.content, module?.content], hasWords);
  return found;
}

function textOf({ type, data, value }) {
  if (type === 'Text') return data;
  if (type === 'TemplateElement') return value.cooked;
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}
