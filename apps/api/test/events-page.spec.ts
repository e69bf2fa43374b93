import { globSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url).pathname;
const SOURCES = globSync(['libs/*/src/**/*.ts', 'apps/api/src/**/*.ts'], {
  cwd: ROOT,
  exclude: ['**/testing/**', '**/*spec.ts'],
});

/** The events that a source names, and how many it writes without naming them where it does. */
function eventsIn(source: string): { named: string[]; unnamed: number } {
  const calls = [...source.matchAll(/\blogEvent\(\s*([^,)]+)/g)].map(([, first]) => first!);
  const named = calls.flatMap((first) => /^'([a-z_]+\.[a-z_]+)'$/.exec(first)?.[1] ?? []);
  return { named, unnamed: calls.length - named.length };
}

describe('docs/logs-and-traces.md', () => {
  const sources = SOURCES.map((file) => [file, readFileSync(ROOT + file, 'utf8')] as const);
  const page = readFileSync(`${ROOT}docs/logs-and-traces.md`, 'utf8');
  const section = /^## Events$(.*?)^## /ms.exec(page)![1]!;
  const listed = [...section.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, event]) => event!);

  it('lists every event that is logged, once, and no other', () => {
    const logged = new Set(sources.flatMap(([, source]) => eventsIn(source).named));
    expect(logged.size).toBeGreaterThan(8);
    expect([...listed].sort()).toEqual([...logged].sort());
  });

  it('could miss one only if it were not written out, and that are those of the audit log alone', () => {
    const unnamed = sources.filter(([, source]) => eventsIn(source).unnamed > 0).map(([file]) => file);
    expect(unnamed.sort()).toEqual(['libs/platform/src/logging/log-event.ts', 'libs/security/src/audit/audit-log.ts']);
  });
});
