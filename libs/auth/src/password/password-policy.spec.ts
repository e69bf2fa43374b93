import { weaknessOf } from './password-policy.js';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'ünïcödé pässwört',
    '🦊🦊🐻🐼🐨🐸🦁🐮',
    'x7#kQ9!m',
    `Vq8$${'long enough '.repeat(10)}end!`,
  ])('may be %s', (password) => {
    expect(weaknessOf(password, ada)).toBeNull();
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
  ])('may not be %s', (password, reason) => {
    expect(weaknessOf(password, ada)).toMatch(reason);
  });
});
