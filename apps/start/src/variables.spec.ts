import { isGiven, withVariables } from './variables.js';

describe('variables', () => {
  it('count as given in either form, but not when empty', () => {
    expect(isGiven({ KEY: 'x' }, 'KEY')).toBe(true);
    expect(isGiven({ KEY_FILE: '/run/secrets/key' }, 'KEY')).toBe(true);
    expect(isGiven({ KEY: '' }, 'KEY')).toBe(false);
  });

  it('replace the file form too, for both at once would be an error', () => {
    expect(withVariables({ KEY_FILE: '/run/secrets/key', OTHER: '1' }, { KEY: 'x' })).toEqual({ KEY: 'x', OTHER: '1' });
  });
});
