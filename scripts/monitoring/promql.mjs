// What a query says, by the grammar of Prometheus itself: which series it reads, which labels come out, what cannot be.
import { parser } from '@prometheus-io/lezer-promql';
import { matcherProblems } from './matchers.mjs';

/** Dashboards write these where Grafana puts a duration. */
const GRAFANA = { $__rate_interval: '5m', $__interval: '1m', $__range: '1h' };

/**
 * Reads one query against `series` (see `seriesOf`). `metrics` are the names it reads, `labels` the set of labels that come out of
 * it (undefined for a number), `problems` sentences about what is wrong with it.
 */
export function readQuery(query, series) {
  const text = query.replace(/\$__(?:rate_interval|interval|range)/g, (variable) => GRAFANA[variable]);
  const found = { text, series, metrics: new Set(), problems: [] };
  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ type, from }) => void (type.isError && note(found, `is no PromQL at: ${text.slice(from, from + 20)}`)),
  });
  const labels = found.problems.length ? undefined : labelsOf(tree.topNode, found);
  return { metrics: found.metrics, problems: found.problems, labels };
}

const note = (found, problem) => void found.problems.push(problem);
const textOf = ({ from, to }, { text }) => text.slice(from, to);
const words = (node, found) => (node ? node.getChildren('LabelName').map((name) => textOf(name, found)) : []);

function childrenOf(node) {
  const children = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** The labels that come out of a node; undefined when it is a number or a word. Notes every problem on the way. */
function labelsOf(node, found) {
  if (node.name === 'VectorSelector') return selector(node, found);
  if (node.name === 'AggregateExpr') return aggregation(node, found);
  const parts = childrenOf(node).map((child) => labelsOf(child, found));
  if (node.name === 'BinaryExpr') return match(node, parts.filter(Boolean), found);
  if (node.name === 'FunctionCall') return call(node, parts.find(Boolean), found);
  return parts.find(Boolean);
}

function selector(node, found) {
  const name = textOf(node.getChild('Identifier') ?? node, found);
  const known = found.series.get(name);
  found.metrics.add(known?.metric ?? name);
  if (!known) note(found, `there is no series ${name}`);
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  for (const matcher of known ? matchers : []) {
    const [label, op, value] = childrenOf(matcher).map((part) => textOf(part, found));
    for (const problem of matcherProblems(known.labels, { label, op, value: JSON.parse(value) }))
      note(found, `${name} ${problem}`);
  }
  return new Set(Object.keys(known?.labels ?? {}));
}

function aggregation(node, found) {
  const inner = labelsOf(node.getChild('FunctionCallBody'), found) ?? new Set();
  const modifier = node.getChild('AggregateModifier');
  // These choose among series and leave them as they are.
  if (/^(?:topk|bottomk)\b/.test(textOf(node, found))) return inner;
  const names = words(modifier?.getChild('GroupingLabels'), found);
  for (const name of names)
    if (!inner.has(name)) note(found, `there is no label ${name} to aggregate by in ${textOf(node, found)}`);
  return modifier?.getChild('Without') ? inner.difference(new Set(names)) : new Set(names);
}

function call(node, labels, found) {
  const name = textOf(node.getChild('FunctionIdentifier'), found);
  if (name === 'histogram_quantile') {
    if (!labels?.has('le')) note(found, `le is lost before ${textOf(node, found)}`);
    return labels?.difference(new Set(['le']));
  }
  if (name === 'vector' || name.startsWith('absent')) return new Set();
  if (name !== 'label_replace' && name !== 'label_join') return labels;
  const [target] = node.getChild('FunctionCallBody').getChildren('StringLiteral');
  return labels?.union(new Set([JSON.parse(textOf(target, found))]));
}

/** Two sides with different labels never meet, and what never meets is silent for ever. */
function match(node, [left, right], found) {
  if (!left || !right) return left;
  const clause = node.getChild('MatchingModifierClause');
  const isSet = ['And', 'Or', 'Unless'].some((op) => node.getChild(op));
  const [names = [], extra = []] = (clause?.getChildren('GroupingLabels') ?? []).map((group) => words(group, found));
  if (clause?.getChild('On')) {
    for (const name of names)
      if (!left.has(name) || !right.has(name)) note(found, `${name} is not on both sides of ${textOf(node, found)}`);
    return isSet || extra.length ? left.union(new Set(extra)) : new Set(names);
  }
  if (!clause && !node.getChild('Or') && left.symmetricDifference(right).size)
    note(found, `the sides never match, for their labels differ: ${textOf(node, found)}`);
  return left;
}
