import { auditProblems, sbomProblems } from './npm-reports.mjs';

describe('L5: vulnerabilities', () => {
  const report = (severity: string) =>
    JSON.stringify({ vulnerabilities: { odd: { name: 'odd', severity, range: '<1.2.4' } }, metadata: {} });

  it.each(['high', 'critical'])('fail the check when they are %s', (severity) => {
    expect(auditProblems(report(severity))).toEqual([`odd <1.2.4 has a ${severity} vulnerability`]);
  });

  it.each(['info', 'low', 'moderate'])('do not when they are %s', (severity) => {
    expect(auditProblems(report(severity))).toEqual([]);
  });

  it('are none when the service knows none', () => {
    expect(auditProblems(JSON.stringify({ vulnerabilities: {}, metadata: {} }))).toEqual([]);
  });

  it.each([
    ['says that it is not there', JSON.stringify({ statusCode: 405, error: { summary: '', detail: '' } })],
    ['cannot be reached', JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'request failed' } })],
    ['answers with a page', '<html>Bad gateway</html>'],
    ['says nothing', ''],
    ['says null', 'null'],
    ['says something else', '{}'],
  ])('were not looked for when the service %s', (_, output) => {
    expect(auditProblems(output)).toBeUndefined();
  });
});

describe('L5: the bill of materials', () => {
  const lock = { packages: { '': {}, 'node_modules/a': {}, 'node_modules/b': {} } };
  const bill = (components: object[], bomFormat = 'CycloneDX') => JSON.stringify({ bomFormat, components });

  it('lists what the lockfile has', () => {
    expect(sbomProblems(bill([{ name: 'a' }, { name: 'b' }]), lock)).toEqual([]);
  });

  it.each([
    ['lists next to nothing', bill([{ name: 'a' }]), 'npm sbom lists only 1 of 2 packages'],
    ['is of another kind', bill([], 'SPDX'), 'npm sbom wrote no CycloneDX document'],
    ['is none', 'npm error', 'npm sbom wrote no JSON'],
    ['has no list', JSON.stringify({ bomFormat: 'CycloneDX' }), 'npm sbom wrote no JSON'],
  ])('is refused when it %s', (_, output, problem) => {
    expect(sbomProblems(output, lock)).toEqual([problem]);
  });
});
