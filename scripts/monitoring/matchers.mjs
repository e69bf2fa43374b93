/** What is wrong with one matcher, given a series' labels: a label that is not there, or a value that never is. */
export function matcherProblems(labels, { label, op, value }) {
  if (label === '__name__') return ['is named by __name__, which nothing can check'];
  const values = labels[label];
  if (!values) return [`has no label ${label}`];
  // A variable of a dashboard; an open label.
  if (value.startsWith('$') || values === true) return [];
  const wanted = op.endsWith('~') ? value.split('|') : [value];
  const isThere = (word) => word === '' || values.some((known) => new RegExp(`^(?:${word})$`).test(known));
  // Prometheus writes 10 in one version and 10.0 in another: one of them is enough.
  if (label === 'le' && wanted.some(isThere)) return [];
  return wanted.filter((word) => !isThere(word)).map((word) => `has no ${label}="${word}"`);
}
