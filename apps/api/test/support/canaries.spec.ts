import { Canaries } from './canaries.js';

const SECRET = 'a canary & its "söng"';

describe('L2: the search for canaries', () => {
  const canaries = new Canaries();
  canaries.add('the song', SECRET);
  canaries.addEnvironment({ A_SECRET: 'first-of-two,other-of-two', REDIS_URL: 'redis://x:p%40ssw0rds@y/0' });

  it.each([
    ['as it is', SECRET],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in a form', new URLSearchParams({ x: SECRET }).toString()],
    ['in JSON', JSON.stringify({ x: SECRET })],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 amid others', Buffer.from(`1${SECRET}2`).toString('base64')],
    ['in base64url amid others', Buffer.from(`12${SECRET}3`).toString('base64url')],
  ])('finds one %s, and says where without repeating it', (_how, form) => {
    const leaks = canaries.leaksIn(`fine\n"${form}"\n`);
    expect(leaks.join()).toMatch(/^the song \([\w\s,-]+\) in line 2/);
    expect(leaks.join()).not.toContain('canary');
  });

  it('knows each of a list, and the password of a URL', () => {
    const leaks = canaries.leaksIn('other-of-two\np@ssw0rds');
    expect(leaks).toContain('A_SECRET (plain) in line 1');
    expect(leaks).toContain('password in REDIS_URL (plain) in line 2');
  });

  it('finds nothing where there is nothing, nor what may stand anywhere', () => {
    canaries.add('a weak password', 'password');
    expect(canaries.leaksIn('a canary without its song, and a password')).toEqual([]);
  });
});
