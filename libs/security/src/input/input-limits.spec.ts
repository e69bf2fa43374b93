import { InvalidRequest } from '@app/platform';
import { checkBody, checkParameters } from './input-limits.js';

const nested = (levels: number): unknown => (levels === 0 ? 'x' : { a: nested(levels - 1) });
const inArrays = (levels: number): unknown => (levels === 0 ? 'x' : [inArrays(levels - 1)]);
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

describe('I1, I2, I5: a body', () => {
  it.each([
    ['no body at all', undefined],
    ['a text', 'x'],
    ['20 levels of objects', nested(20)],
    ['20 levels of arrays', inArrays(20)],
    ['1,000 keys', keys(1000)],
    ['1,000 keys here and there', { a: keys(499), b: [keys(499)] }],
    ['an array of 50,000', Array.from({ length: 50_000 }, () => 1)],
  ])('may be %s', (_what, body) => expect(() => checkBody(body)).not.toThrow());

  it.each([
    ['21 levels of objects', nested(21)],
    ['21 levels of arrays', inArrays(21)],
    ['thousands of levels', inArrays(5000)],
    ['1,001 keys', keys(1001)],
    ['1,001 keys here and there', { a: keys(500), b: [keys(499)] }],
    ['a NUL in a text', { a: ['x\0'] }],
    ['a NUL in a key', { 'a\0': 1 }],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}')],
    ['constructor', { constructor: 1 }],
    ['prototype', [{ prototype: 1 }]],
  ])('may not be or hold %s', (_what, body) => expect(() => checkBody(body)).toThrow(InvalidRequest));
});

describe('I2, I5: parameters', () => {
  it('may be any text, once', () => {
    for (const parameters of [undefined, {}, { a: '', b: 'toString' }]) {
      expect(() => checkParameters(parameters)).not.toThrow();
    }
  });

  it.each([
    ['a parameter twice', { a: ['1', '2'] }],
    ['a NUL', { a: '\0' }],
    ['a NUL in a name', { '\0': 'a' }],
    ['__proto__', JSON.parse('{"__proto__":"1"}')],
    ['constructor', { constructor: '1' }],
  ])('may not hold %s', (_what, parameters) => expect(() => checkParameters(parameters)).toThrow(InvalidRequest));
});
