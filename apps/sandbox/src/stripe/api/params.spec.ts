import { flag, group, integer, mergeMetadata, parseForm, rows, text, texts } from './params.js';

describe('a form in Stripe’s notation', () => {
  it('is read as groups and lists', () => {
    const params = parseForm('items[0][id]=si_1&items[0][price]=p&expand[]=a&expand[]=b.c&metadata[user]=1&limit=3');
    expect(text(rows(params, 'items')[0] ?? {}, 'price')).toBe('p');
    expect(texts(params, 'expand')).toEqual(['a', 'b.c']);
    expect(text(group(params, 'metadata'), 'user')).toBe('1');
    expect(integer(params, 'limit')).toBe(3);
  });

  it('keeps list entries in the order of their numbers', () => {
    expect(texts(parseForm('types[10]=c&types[2]=b&types[0]=a'), 'types')).toEqual(['a', 'b', 'c']);
  });

  it('takes an empty value for an absent one, and removes the metadata it names', () => {
    const params = parseForm('email=&metadata[a]=&metadata[b]=2');
    expect(text(params, 'email')).toBeNull();
    expect(mergeMetadata(params, { a: '1', c: '3' })).toEqual({ b: '2', c: '3' });
    expect(mergeMetadata(parseForm('metadata='), { a: '1' })).toEqual({});
  });

  it('refuses what is no boolean and no number', () => {
    expect(() => flag(parseForm('cancel_at_period_end=maybe'), 'cancel_at_period_end')).toThrow(/Invalid boolean/);
    expect(() => integer(parseForm('limit=ten'), 'limit')).toThrow(/Invalid integer/);
  });

  it('cannot reach the prototype of anything', () => {
    parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
