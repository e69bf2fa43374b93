import { initialsOf } from './initials.js';

describe('the initials of somebody', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['Ludwig van Beethoven', 'LB'],
    ['Émile Zola', 'ÉZ'],
    ['Jean-Luc', 'JL'],
    ['山田 太郎', '山太'],
    ['  Ada  (she) ', 'A'],
    ['𝒜da', '𝒜'],
  ])('of the name %s are %s', (name, initials) => {
    expect(initialsOf(name, 'x@example.com')).toBe(initials);
  });

  it.each([null, undefined, '', ' ', '🛵'])('are those of the address where the name is %j', (name) => {
    expect(initialsOf(name, 'zoe@example.com')).toBe('Z');
  });
});
