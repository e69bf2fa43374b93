import { safeReturnTo } from './return-to.js';

const ORIGIN = 'https://app.example.com';

describe('where to go after a sign-in', () => {
  it.each(['/', '/billing', '/a/b?c=d&e=%20f#g', '/caf%C3%A9'])('may be %s', (path) => {
    expect(safeReturnTo(path, ORIGIN)).toBe(path);
  });

  it('is written so that it fits into a header', () => {
    expect(safeReturnTo('/café', ORIGIN)).toBe('/caf%C3%A9');
  });

  it.each([
    undefined,
    42,
    ['/a', '/b'],
    '',
    'billing',
    'https://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/%09/evil.example',
    '/%2f/evil.example',
    '/%2F%2Fevil.example',
    '/%252f%252fevil.example',
    '/%25252525252f%25252525252fevil.example',
    '/%5cevil.example',
    '/%255cevil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/@evil.example',
    '/%40evil.example',
    '/a%0d%0aSet-Cookie:b=c',
    '/a\u0000b',
    '/%',
    '/%E0%A4',
    `/${'a'.repeat(2001)}`,
  ])('is the home page for %j', (value) => {
    expect(safeReturnTo(value, ORIGIN)).toBe('/');
  });
});
