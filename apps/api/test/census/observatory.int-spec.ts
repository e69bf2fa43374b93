import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { speak, type RawAnswer } from '@app/security/testing';
import { ORIGIN, startStage, type Stage } from '../attacks/stage.js';
import { findingsOf, scoreOf } from './observatory.js';
import { get, post, visit } from './requests.js';

let database: TestDatabase;
let stage: Stage;
beforeAll(async () => {
  database = await createTestDatabase();
  stage = await startStage(database.url);
});
afterAll(async () => {
  await stage?.app.close();
  await database?.drop();
});

describe('by the scoring of MDN’s HTTP Observatory, with an https PUBLIC_URL,', () => {
  it.each([
    ...['/', '/login', '/signup', '/billing', '/account', '/admin/metrics', '/logout'].map(
      (path) => [path, () => get(path)] as const,
    ),
    ...['/login', '/signup'].map((path) => [`${path}, for a browser`, () => visit(path)] as const),
    ...['/auth/oauth/providers', '/billing/plans', '/health', '/api/openapi.json'].map(
      (path) => [path, () => get(path)] as const,
    ),
  ])('%s has an A+ and at least 120 points', async (_what, request) => {
    const answer = await speak(stage.port, request());
    expect(answer.status).toBe(200);
    const findings = findingsOf(answer);
    expect(Object.values(findings).filter(([, modifier]) => modifier < 0)).toEqual([]);
    expect(scoreOf(findings)).toEqual({ score: 120, grade: 'A+' });
  });

  it('the answer that signs somebody in has 125: its cookies are as they should be', async () => {
    const account = { email: 'ada@example.com', password: 'correct horse battery staple 42' };
    const answer = await speak(stage.port, post('/auth/signup', account, { Origin: ORIGIN }));
    const findings = findingsOf(answer);
    expect(findings.cookies).toEqual(['cookies-secure-with-httponly-sessions-and-samesite', 5]);
    expect(scoreOf(findings)).toEqual({ score: 125, grade: 'A+' });
  });
});

describe('the scoring', () => {
  const bare: RawAnswer = { status: 200, headers: new Map(), body: '' };
  const withHeaders = (headers: Record<string, string>): RawAnswer => ({
    ...bare,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  });

  it('gives a site without headers a D, and one that loses its sessions besides an F', () => {
    expect(scoreOf(findingsOf(bare))).toEqual({ score: 30, grade: 'D' });
    const worse = withHeaders({ 'set-cookie': 'session=1', 'content-type': 'text/html' });
    expect(scoreOf(findingsOf(worse))).toEqual({ score: 0, grade: 'F' });
  });

  it.each([
    ["default-src 'none'", 10],
    ["default-src 'self'; script-src 'self' 'unsafe-inline'", -20],
    ['default-src *', -20],
    ["default-src 'self'; script-src 'self' 'unsafe-eval'", -10],
    ["default-src 'self'; img-src http:", -10],
    ["default-src 'self'; frame-src http://a.test", -20],
    ["default-src 'self'; style-src 'unsafe-inline'", 0],
  ])('counts the policy %s as %i', (policy, modifier) => {
    expect(findingsOf(withHeaders({ 'content-security-policy': policy }))['content-security-policy']![1]).toBe(
      modifier,
    );
  });

  it('gives no bonus to who has no A without it', () => {
    const headers = { 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' };
    expect(scoreOf(findingsOf(withHeaders(headers))).score).toBe(30);
  });
});
