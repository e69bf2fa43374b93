// Where a registry lacks some foreign-platform packages, npm leaves them out of the lock and `npm ci` then refuses it.
// Adds a guarded entry for each, so that they are known and never installed here. Run after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const oses = ['darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'android', 'openharmony'];
const cpus = ['x64', 'arm64', 'arm', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64', 'mips64el', 'wasm32'];

const words = (name) => name.split(/[^a-z0-9]+/i).map((word) => ({ windows: 'win32', armv7: 'arm' })[word] ?? word);
const named = (name, list) => list.filter((item) => words(name).some((word) => word === item));
const parent = (at) => at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')));
const isKnown = (at, name) =>
  `${at}${at && '/'}node_modules/${name}` in lock.packages || (at !== '' && isKnown(parent(at), name));

let added = 0;
for (const [from, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isKnown(from, name)) continue;
    const [os, cpu] = [named(name, oses), named(name, cpus)];
    if (!os.length && !cpu.length) continue;
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[~^]/, ''),
      optional: true,
      ...(os.length ? { os } : {}),
      ...(cpu.length ? { cpu } : {}),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} foreign-platform entries added`);
