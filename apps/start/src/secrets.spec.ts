import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMissingSecrets } from './secrets.js';

describe('secrets nobody gave', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'secrets-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are made once, long enough, and kept for the owner alone', () => {
    const { JWT_SECRET } = makeMissingSecrets({}, folder);
    expect(Buffer.byteLength(JWT_SECRET!)).toBeGreaterThanOrEqual(32);
    expect(makeMissingSecrets({}, folder)).toEqual({ JWT_SECRET });
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('are not made when they are given, as a value or as a file', () => {
    expect(makeMissingSecrets({ JWT_SECRET: 'given' }, folder)).toEqual({});
    expect(makeMissingSecrets({ JWT_SECRET_FILE: '/run/secrets/jwt' }, folder)).toEqual({});
  });
});
