// Every regular expression that sources write out: as a literal, or as the text that is given to RegExp.
import { parse as parseSvelte } from 'svelte/compiler';
import ts from 'typescript';

/** Those of one source: `{ pattern, flags, line }`. Of what a program puts together from pieces nothing can be said here. */
export const expressionsIn = (source, file) => (file.endsWith('.svelte') ? inPage(source) : inProgram(source));

function inProgram(source) {
  const tree = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const expression = ts.isRegularExpressionLiteral(node) ? literal(node.text) : constructed(node);
    if (expression) found.push({ ...expression, line: lineAt(source, node.getStart()) });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function literal(text) {
  const end = text.lastIndexOf('/');
  return { pattern: text.slice(1, end), flags: text.slice(end + 1) };
}

function constructed(node) {
  if (!(ts.isNewExpression(node) || ts.isCallExpression(node)) || node.expression.getText() !== 'RegExp')
    return undefined;
  const [pattern, flags] = (node.arguments ?? []).map(textOf);
  return pattern === undefined ? undefined : { pattern, flags: flags ?? '' };
}

/** The text that an expression surely is: a string, one without pieces behind `String.raw`, a sum of such. */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTaggedTemplateExpression(node) && ts.isNoSubstitutionTemplateLiteral(node.template))
    return node.tag.getText() === 'String.raw' ? node.template.rawText : undefined;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

/** A page's scripts, and the literals between its braces. */
function inPage(source) {
  const page = parseSvelte(source, { modern: true });
  const found = [page.module, page.instance].filter(Boolean).flatMap(({ content: { start, end } }) => {
    const before = lineAt(source, start) - 1;
    return inProgram(source.slice(start, end)).map((each) => ({ ...each, line: each.line + before }));
  });
  const visit = (value) => {
    if (!value || typeof value !== 'object' || value instanceof RegExp) return;
    if (value.type === 'Literal' && value.regex) found.push({ ...value.regex, line: lineAt(source, value.start) });
    Object.values(value).forEach(visit);
  };
  visit(page.fragment);
  return found;
}

const lineAt = (source, at) => source.slice(0, at).split('\n').length;
