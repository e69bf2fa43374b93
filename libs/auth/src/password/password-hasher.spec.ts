import { availableParallelism } from 'node:os';
import { SignInBusy } from '../auth.errors.js';
import { PasswordHasher } from './password-hasher.js';

const admit = () => Promise.resolve();

describe('hashing passwords', () => {
  const hasher = new PasswordHasher();

  it('uses argon2id with 19456 KiB, two passes and one lane', async () => {
    expect(await hasher.hash('a password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('tells right from wrong, to the last of many characters', async () => {
    const long = 'é'.repeat(128);
    const hash = await hasher.hash(long);
    expect(await hasher.isRight(long, hash, admit)).toBe(true);
    expect(await hasher.isRight(long.normalize('NFD'), hash, admit)).toBe(true);
    expect(await hasher.isRight(`${long.slice(1)}e`, hash, admit)).toBe(false);
  });

  it('says no to everything when there is no password, not even to the one it compares with', async () => {
    expect(await hasher.isRight('nobody has this password', null, admit)).toBe(false);
  });

  it('does no work for who is not admitted any more when their turn comes', async () => {
    const refusal = new Error('spent');
    await expect(hasher.isRight('x', null, () => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it('works on as many as there are cores, lets 50 wait, and sends the next away', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const room = availableParallelism() + 50;
    const waiting = Array.from({ length: room }, () =>
      hasher.isRight('x', null, () => gate.then(() => Promise.reject(new Error('over')))),
    );
    await expect(hasher.isRight('x', null, admit)).rejects.toThrow(SignInBusy);
    open();
    const ended = await Promise.allSettled(waiting);
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(room);
  });
});
