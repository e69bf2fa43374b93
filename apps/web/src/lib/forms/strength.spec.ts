import { strengthOf } from './strength.js';

describe('how good a new password looks', () => {
  const score = (password: string) => strengthOf(password, 'keeper@example.com').score;

  it.each([
    ['', 0],
    ['seven77', 0],
    ['the-keeper-of-it', 0],
    ['KEEPER of the key', 0],
    ['password1234', 1],
    ['qwertzuiop', 1],
    ['aaaa bbbb', 1],
    ['gxhvwzpd', 1],
    ['gxhvwzpd kmrt', 2],
    ['a lighthouse keeps its own time', 3],
  ])('for %j is %i of 3', (password, expected) => {
    expect(score(password)).toBe(expected);
  });

  it('is put into words that say what to do', () => {
    expect(strengthOf('short', '').words).toContain('At least 8 characters');
    expect(strengthOf('xy-short-name', 'xy@example.com').score).toBeGreaterThan(0);
  });
});
