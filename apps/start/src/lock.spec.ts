import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from './lock.js';

describe('the lock of a data folder', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is for one process at a time', () => {
    const lock = lockDataDir(folder);
    expect(() => lockDataDir(folder)).toThrow(/Another Turnpike \(process \d+\)/);
    lock.release();
    expect(() => lockDataDir(folder)).not.toThrow();
  });

  it('counts for nothing when its holder is gone, even if the number is in use again', () => {
    writeFileSync(join(folder, 'supervisor.lock'), `${process.pid} 1`);
    const lock = lockDataDir(folder);
    lock.release();
    expect(existsSync(join(folder, 'supervisor.lock'))).toBe(false);
  });

  it('makes the folder when it is missing', () => {
    lockDataDir(join(folder, 'deep', 'er')).release();
    expect(existsSync(join(folder, 'deep', 'er'))).toBe(true);
  });
});
