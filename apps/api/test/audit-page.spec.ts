import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const ROOT = new URL('../../../', import.meta.url).pathname;
const SOURCES = globSync(['libs/*/src/**/*.ts', 'apps/api/src/**/*.ts'], {
  cwd: ROOT,
  exclude: ['**/testing/**', '**/*spec.ts'],
});
const LIBRARIES = [...new Set(SOURCES.map((file) => file.split('/')[1]))].join('|');
const ACTION = new RegExp(`^(${LIBRARIES})\\.[a-z_]+$`);
const PREFIX = new RegExp(`^(${LIBRARIES})\\.[a-z_]*$`);
/** Words of that form that are something else: a setting, an object of Stripe's. */
const NO_ACTIONS = ['billing.promotion_codes', 'billing.meter_event'];

/** The actions that a source names, and the beginnings of those that it puts together. */
function actionsIn(source: string): { whole: string[]; pieces: string[] } {
  const [whole, pieces]: [string[], string[]] = [[], []];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && ACTION.test(node.text) && !NO_ACTIONS.includes(node.text))
      whole.push(node.text);
    if (ts.isTemplateExpression(node) && PREFIX.test(node.head.text)) pieces.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return { whole, pieces };
}

describe('L4: docs/audit.md', () => {
  const sources = SOURCES.map((file) => readFileSync(ROOT + file, 'utf8'));
  const recorded = new Set(sources.flatMap((source) => actionsIn(source).whole));
  const page = readFileSync(`${ROOT}docs/audit.md`, 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z]+\.[a-z_]+)` \|/gm)].map(([, action]) => action!);

  it('lists every action that is written down, once, and no other', () => {
    expect(recorded.size).toBeGreaterThan(30);
    expect([...listed].sort()).toEqual([...recorded].sort());
  });

  it('could miss one only if it were put together from pieces, which none is', () => {
    const writing = sources.filter((source) => /\bAudit(Log|Entry)\b/.test(source));
    expect(writing.length).toBeGreaterThan(15);
    expect(writing.flatMap((source) => actionsIn(source).pieces)).toEqual([]);
  });

  it('would find both', () => {
    expect(actionsIn("record({ action: isNew ? 'auth.planted' : `auth.other` })")).toEqual({
      whole: ['auth.planted', 'auth.other'],
      pieces: [],
    });
    expect(actionsIn('record({ action: `billing.planted_${what}` })').pieces).toEqual(['`billing.planted_${what}`']);
  });
});
