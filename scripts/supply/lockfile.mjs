// What the lockfile must be: every package pinned by a hash, from the registry that is configured, with a licence we know.
const LICENCES = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Zlib', 'CC0-1.0'],
  // Word lists, fonts, and unchanged files of tools: permissive, or binding only for those files.
  ...['CC-BY-3.0', 'CC-BY-4.0', 'OFL-1.1', 'Python-2.0', 'MPL-2.0', 'Artistic-2.0', 'WTFPL'],
]);
/** They say it in a field that npm does not read, or in a file only; all are MIT. */
const SAID_ELSEWHERE = new Set([
  ...['passport-github2', 'passport-strategy', 'pause'],
  ...['@inlang/plugin-message-format', 'sqlite-wasm-kysely', 'svelte-toolbelt'],
]);

/** The packages of a lockfile, without the project's own. */
const packagesOf = (lock) =>
  Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      ...entry,
    }));

/** Never installed where this was locked (Linux on x64), so nobody has seen its hash: npm takes it on its own platform only. */
const isForeign = ({ optional, os = ['linux'], cpu = ['x64'], integrity }) =>
  Boolean(optional && !integrity && !(os.includes('linux') && cpu.includes('x64')));

/** What is wrong with a lockfile, in sentences. */
export function lockfileProblems(lock) {
  return packagesOf(lock).flatMap((entry) => {
    const { name, version, integrity, resolved } = entry;
    const problems = [];
    if (!/^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version ?? ''))
      problems.push(`${name} is not pinned to a version of the registry`);
    if (!isForeign(entry) && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
      problems.push(`${name} has no sha512 hash`);
    if (resolved) problems.push(`${name} names the address it came from`);
    return problems;
  });
}

/** Packages that run a script when they are installed and that `allowScripts` of package.json does not judge, and the other way round. */
export function scriptProblems(lock, { allowScripts = {} }) {
  const running = new Set(
    packagesOf(lock)
      .filter(({ hasInstallScript }) => hasInstallScript)
      .map(({ name }) => name),
  );
  const unjudged = [...running].filter((name) => !(name in allowScripts));
  const gone = Object.keys(allowScripts).filter((name) => !running.has(name));
  return [
    ...unjudged.map(
      (name) => `${name} runs a script when it is installed, and allowScripts does not say whether it may`,
    ),
    ...gone.map((name) => `${name} stands in allowScripts and runs no script`),
  ];
}

/** Packages whose licence nobody has looked at. Of a choice one suffices, of a combination all must be known. */
export function licenceProblems(lock) {
  const isKnown = (licence) =>
    licence
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((choice) => choice.split(' AND ').every((each) => LICENCES.has(each.trim())));
  return packagesOf(lock)
    .filter((entry) => !isForeign(entry) && !SAID_ELSEWHERE.has(entry.name) && !isKnown(entry.license ?? ''))
    .map(({ name, license }) => `${name} has the licence ${license ?? 'that it does not tell'}`);
}
