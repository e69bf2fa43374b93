/** Which alerts nobody has seen fire, or stay silent, and which tests ask for an alert that is gone. `tests` are promtool's files, parsed. */
export function ruleTestProblems(alerts, tests) {
  const names = alerts.map(({ alert }) => alert);
  const asked = tests.flatMap(({ content }) =>
    content.tests.flatMap(({ alert_rule_test: cases = [] }) =>
      cases.map(({ alertname, exp_alerts: expected }) => ({ name: alertname, fires: Boolean(expected?.length) })),
    ),
  );
  const has = (name, fires) => asked.some((test) => test.name === name && test.fires === fires);
  const gone = new Set(asked.map(({ name }) => name).filter((name) => !names.includes(name)));
  return [
    ...names.filter((name) => !has(name, true)).map((name) => `${name} has no test in which it fires`),
    ...names.filter((name) => !has(name, false)).map((name) => `${name} has no test in which it is silent`),
    ...[...gone].map((name) => `a test asks for ${name}, and there is no such alert`),
  ];
}
