import { linksIn, linksInHtml, withLinks } from './links.js';

describe('the links in a mail', () => {
  it('end where the sentence goes on', () => {
    expect(linksIn('See https://a.test/x. Or (http://b.test/y?z=1), "https://c.test"!')).toEqual([
      'https://a.test/x',
      'http://b.test/y?z=1',
      'https://c.test',
    ]);
    expect(linksIn('https://en.test/wiki/Toll_(road)')).toEqual(['https://en.test/wiki/Toll_(road)']);
  });

  it('keep every character that a token may end with', () => {
    for (const end of ['-', '_', 'A', '9'])
      expect(linksIn(`Go: https://a.test/p#tok${end}\n`)).toEqual([`https://a.test/p#tok${end}`]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://a.test',
    'https://',
    'http://[broken',
  ])('do not include %s', (text) => {
    expect(linksIn(text)).toEqual([]);
    expect(withLinks(text).toString()).not.toContain('<a');
  });

  it('become the only markup of a text', () => {
    const text = '<b>https://a.test/?x="><script>alert(1)</script>&y';
    expect(withLinks(text).toString()).toBe(
      '&#60;b&#62;<a href="https://a.test/?x=" rel="noreferrer">https://a.test/?x=</a>' +
        '&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;y',
    );
  });

  it('are found in HTML once each, with their entities read', () => {
    const markup = '<a href="https://a.test/?x=1&amp;y=2">https://a.test/?x=1&amp;y=2</a><img src="cid:x">';
    expect(linksInHtml(markup)).toEqual(['https://a.test/?x=1&y=2']);
  });

  it('are found in a megabyte of punctuation without waiting', () => {
    const started = performance.now();
    linksIn(`https://a.test/${').'.repeat(500_000)}`);
    withLinks('https://'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
