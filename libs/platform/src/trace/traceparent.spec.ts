import { parseTraceparent, toTraceparent } from './traceparent.js';
import { parseTracestate } from './tracestate.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it.each([
    ['of a trace that is recorded', `00-${trace}-${span}-01`, true],
    ['of one that is not', `00-${trace}-${span}-00`, false],
    ['with flags of later levels', `00-${trace}-${span}-03`, true],
    ['with other flags only', `00-${trace}-${span}-fe`, false],
    ['of a version to come', `cc-${trace}-${span}-01`, true],
    ['of one that says more', `cc-${trace}-${span}-01-what-the-future-will-be-like`, true],
  ])('%s is read', (_what, header, sampled) => {
    expect(parseTraceparent(header)).toEqual({ traceId: trace, spanId: span, sampled });
  });

  it.each([
    ['nothing', ''],
    ['no text', 42],
    ['two of them', [`00-${trace}-${span}-01`, `00-${trace}-${span}-01`]],
    ['version ff', `ff-${trace}-${span}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['a span of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${trace.toUpperCase()}-${span}-01`],
    ['too short a trace', `00-${trace.slice(1)}-${span}-01`],
    ['too long a span', `00-${trace}-${span}0-01`],
    ['no flags', `00-${trace}-${span}`],
    ['flags that are no hex', `00-${trace}-${span}-0x`],
    ['more than version 00 has', `00-${trace}-${span}-01-more`],
    ['a version to come, with something glued to it', `cc-${trace}-${span}-01x`],
    ['spaces', ` 00-${trace}-${span}-01`],
    ['a line break', `00-${trace}-${span}-01\n`],
    ['a text of any length', `cc-${trace}-${span}-01-${'x'.repeat(5000)}`],
  ])('%s counts as not sent', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('is written as it was read', () => {
    for (const header of [`00-${trace}-${span}-01`, `00-${trace}-${span}-00`])
      expect(toTraceparent(parseTraceparent(header)!)).toBe(header);
  });
});

describe('a tracestate', () => {
  it.each([
    ['one member', 'vendor=1', 'vendor=1'],
    ['several, with space around them', 'a=1 , b@c=x y,\td=!~', 'a=1,b@c=x y,d=!~'],
    ['empty members', 'a=1,,b=2,', 'a=1,b=2'],
    ['several headers', ['a=1', 'b=2'], 'a=1,b=2'],
  ])('of %s is kept', (_what, header, kept) => {
    expect(parseTracestate(header)).toBe(kept);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a key twice', 'a=1,a=2'],
    ['a member without a value', 'a'],
    ['a key in capitals', 'A=1'],
    ['a value with an equals sign', 'a=b=c'],
    ['a value that is not ASCII', 'a=ü'],
    ['33 members', Array.from({ length: 33 }, (_, n) => `a${n}=1`).join(',')],
    ['more than 512 characters', `a=${'x'.repeat(255)},b=${'x'.repeat(255)}`],
  ])('of %s counts as not sent', (_what, header) => {
    expect(parseTracestate(header)).toBeUndefined();
  });
});
