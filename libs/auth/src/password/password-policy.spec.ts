import fc from 'fast-check';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { essenceOf, windowsOf } from './password-pieces.js';
import { weaknessOf } from './password-policy.js';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'ünïcödé pässwört',
    '🦊🦊🐻🐼🐨🐸🦁🐮',
    'x7#kQ9!m',
    'كلمة سر طويلة',
    `Vq8$${'long enough '.repeat(10)}end!`,
    `${'qwertyuiop'.repeat(9)}x7#kQ9!mVd2`,
  ])('P1 may be %s', async (password) => {
    expect(await weaknessOf(password, ada)).toBeNull();
  });

  it('P1 has 8 to 128 characters, however many bytes they take, and however they were typed', async () => {
    expect(await weaknessOf('🦊🐻🐼🐨🐸🦁🐮', ada)).toMatch(/at least 8/);
    expect(await weaknessOf('🦊🐻🐼🐨🐸🦁🐮🐷', ada)).toBeNull();
    const long = [...'The quick brown fox jumps over the lazy dog, and 17 zebras watch it from afar! '.repeat(2)];
    expect(await weaknessOf(long.slice(0, 128).join(''), ada)).toBeNull();
    expect(await weaknessOf(long.slice(0, 129).join(''), ada)).toMatch(/at most 128/);
    const decomposed = 'e\u0301'.repeat(7);
    expect([...decomposed]).toHaveLength(14);
    expect(await weaknessOf(decomposed, ada)).toMatch(/at least 8/);
  });

  it('P1 holds nothing that would be lost on the way into the hash', async () => {
    expect(await weaknessOf('x7#kQ9!m\ud800', ada)).toMatch(/not a character/);
  });

  it.each([
    ['x7#kQ9!', /at least 8/],
    ['🦊🐻🐼🐨', /at least 8/],
    ['x7#kQ9!m'.repeat(17), /at most 128/],
    ['PassWord1', /common/],
    ['qwertyuiop', /common/],
    ['aaaaaaaaaaaa', /easy to guess|common/],
    ['Ada Lovelace', /name or e-mail/],
    ['adalovelace', /name or e-mail/],
    ['ADA.Lovelace@example.com', /name or e-mail/],
    ['lovelace1', /easy to guess/],
    ['turnpike', /name|common|easy/],
    ['turnpike1', /easy to guess/],
    ['password'.repeat(16), /easy to guess/],
    ['p@$$w0rd'.repeat(16), /easy to guess/],
    [`x${'password'.repeat(15)}`, /easy to guess/],
    [`${'a'.repeat(64)}${'b'.repeat(64)}`, /easy to guess/],
    ['0123456789'.repeat(12), /easy to guess/],
    ['ada.lovelace@example.com'.repeat(5), /easy to guess/],
    [`lovelace${'ada.lovelace@example.com'.repeat(3)}lovelace1`, /easy to guess/],
    ['12/3/2020'.repeat(14), /easy to guess/],
  ])('P3 may not be %s', async (password, reason) => {
    expect(await weaknessOf(password, ada)).toMatch(reason);
  });

  it('P3 may not be one of the 3,000 commonest', async () => {
    const commonest = dictionary['passwords-common'].filter(({ length }) => length >= 8).slice(0, 3000);
    expect(commonest).toHaveLength(3000);
    for (const password of commonest) expect(await weaknessOf(password, ada)).not.toBeNull();
  });

  it('P3 is not made better by being looked at in windows: what is weak as a whole stays weak', async () => {
    const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
    const unit = fc.oneof(
      fc.constantFrom(
        'password',
        'qwerty',
        'abcdefgh',
        '12345678',
        '2020',
        'ada',
        'lovelace',
        'zaq1',
        '!!',
        'x',
        '12/3/2020',
      ),
      fc.string({ minLength: 1, maxLength: 4 }),
    );
    const repeated = fc.tuple(unit, fc.integer({ min: 1, max: 40 })).map(([text, times]) => text.repeat(times));
    const long = fc
      .array(repeated, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('').slice(0, 128))
      .filter(({ length }) => length > 32);
    await fc.assert(
      fc.asyncProperty(long, async (password) => {
        fc.pre(zxcvbn.check(password, ['ada', 'lovelace', 'ada.lovelace@example.com']).score < 2);
        expect(await weaknessOf(password, ada)).not.toBeNull();
      }),
      { numRuns: 20, seed: 20261124 },
    );
  }, 120_000);
});

describe('looking at a long password', () => {
  it('lets others be served between the windows: no stretch takes longer than one of them', async () => {
    const slow = '4@8({[</369&#!1/|0$5+7%2p@$$w0rd1!2@3#4$5%+7|1!$5(<[{0o0O$1ll1n355'.repeat(2).slice(0, 128);
    await weaknessOf(slow, ada);
    const stretches: number[] = [];
    let since = process.cpuUsage();
    let over = false;
    const look = () => {
      const { user, system } = process.cpuUsage(since);
      stretches.push((user + system) / 1000);
      since = process.cpuUsage();
      if (!over) setImmediate(look);
    };
    setImmediate(look);
    await weaknessOf(slow, ada);
    over = true;
    // Far from the 150 ms that the whole takes at once, and far enough from the 10 that it takes a quiet machine.
    expect(Math.max(...stretches)).toBeLessThan(60);
  });

  it('never takes more than 32 characters at once, and leaves none out', () => {
    const text = Array.from({ length: 128 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
    const windows = windowsOf(text);
    for (const window of windows) expect([...window].length).toBeLessThanOrEqual(32);
    for (const character of text) expect(windows.join('')).toContain(character);
    expect(windowsOf('short')).toEqual(['short']);
  });

  it('says once what repeats, leaves double letters alone and the owner’s names out', () => {
    expect(essenceOf('correct horse battery', [])).toBe('correct horse battery');
    expect(essenceOf('Xpasswordpasswordpassword!', [])).toBe('xpassword!');
    expect(essenceOf('aaaaaaaaab', [])).toBe('ab');
    expect(essenceOf('adalovelace#ada', ['ada', 'lovelace'])).toBe('#');
  });
});
