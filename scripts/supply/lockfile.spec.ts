import { readFileSync } from 'node:fs';
import { licenceProblems, lockfileProblems, scriptProblems } from './lockfile.mjs';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const integrity = `sha512-${'A'.repeat(86)}==`;
const GOOD = { version: '1.2.3', integrity, license: 'MIT' };
/** A lockfile with one package, which is as it should be but for what is planted. */
const lockOf = (planted: object) => ({
  packages: { '': { version: '0.1.0' }, 'apps/web': {}, 'node_modules/odd': { ...GOOD, ...planted } },
});

describe('L5: the lockfile', () => {
  it.each<[string, object, string]>([
    ['has a weaker hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'odd has no sha512 hash'],
    ['has half a hash', { integrity: 'sha512-AAAA' }, 'odd has no sha512 hash'],
    ['has no hash', { integrity: undefined }, 'odd has no sha512 hash'],
    [
      'has none and would be installed here',
      { integrity: undefined, optional: true, os: ['linux'], cpu: ['x64'] },
      'odd has no sha512 hash',
    ],
    [
      'has none and is for this processor anywhere',
      { integrity: undefined, optional: true, cpu: ['x64'] },
      'odd has no sha512 hash',
    ],
    ['has none and is needed', { integrity: undefined, os: ['darwin'] }, 'odd has no sha512 hash'],
    [
      'comes from an address of its own',
      { resolved: 'https://registry.npmjs.org/odd/-/odd-1.2.3.tgz' },
      'odd names the address it came from',
    ],
    [
      'comes from git',
      { version: 'git+ssh://git@github.com/odd/odd.git#1234' },
      'odd is not pinned to a version of the registry',
    ],
    ['has a range', { version: '1.2.3 || 2.0.0' }, 'odd is not pinned to a version of the registry'],
    ['has no version', { version: undefined }, 'odd is not pinned to a version of the registry'],
  ])('is refused when a package %s', (_, planted, problem) => {
    expect(lockfileProblems(lockOf(planted))).toEqual([problem]);
  });

  it.each<[string, object]>([
    ['is pinned', {}],
    ['is pinned to a version before its first', { version: '18.4.0-beta.17' }],
    [
      'is for another platform, where nobody has seen its hash',
      { integrity: undefined, optional: true, os: ['darwin'], cpu: ['arm64'] },
    ],
    ['is our own', { link: true, integrity: undefined, version: undefined, resolved: 'apps/web' }],
  ])('is fine when a package %s', (_, planted) => {
    expect(lockfileProblems(lockOf(planted))).toEqual([]);
  });

  it('is fine here, where it holds what the pages are made of, too', () => {
    const lock = read('package-lock.json');
    expect(Object.keys(lock.packages)).toEqual(expect.arrayContaining(['apps/web', 'node_modules/svelte']));
    expect(lockfileProblems(lock)).toEqual([]);
  });
});

describe('L5: scripts that run when a package is installed', () => {
  const lock = lockOf({ hasInstallScript: true });

  it('are refused when nobody has judged them', () => {
    expect(scriptProblems(lock, {})).toEqual([expect.stringContaining('odd runs a script')]);
  });

  it('are judged by a yes or a no, and by nothing once they are gone', () => {
    for (const may of [true, false]) expect(scriptProblems(lock, { allowScripts: { odd: may } })).toEqual([]);
    expect(scriptProblems(lockOf({}), { allowScripts: { odd: true } })).toEqual([
      'odd stands in allowScripts and runs no script',
    ]);
  });

  it('are all judged here, and npm refuses to install what is not', () => {
    expect(scriptProblems(read('package-lock.json'), read('package.json'))).toEqual([]);
    expect(readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8')).toMatch(/^strict-allow-scripts=true$/m);
  });
});

describe('L5: licences', () => {
  it.each(['AGPL-3.0-only', '(MIT AND GPL-3.0)', 'SEE LICENSE IN LICENSE', 'UNLICENSED', '', undefined])(
    'of the kind %j are refused',
    (license) => {
      expect(licenceProblems(lockOf({ license }))).toEqual([expect.stringContaining('odd has the licence')]);
    },
  );

  it.each(['MIT', '(MIT OR GPL-3.0)', '(MIT AND BSD-3-Clause)', 'Apache-2.0'])('of the kind %j are fine', (license) => {
    expect(licenceProblems(lockOf({ license }))).toEqual([]);
  });

  it('are all known here', () => {
    expect(licenceProblems(read('package-lock.json'))).toEqual([]);
  });
});
