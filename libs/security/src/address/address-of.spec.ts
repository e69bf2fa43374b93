import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { addressOf, trustProxies } from './address-of.js';
import { networkOf } from './network-of.js';

const PEER = '10.0.0.1';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

afterEach(() => trustProxies(0));

describe('P5: the address of a request', () => {
  it('is the socket’s without proxies, whatever the caller claims', () => {
    expect(addressOf(from('203.0.113.7', '10.0.0.1'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(from('2001:db8::1'))).toBe('2001:db8::1');
  });

  it.each([
    [1, '198.51.100.9', '198.51.100.9'],
    [1, '6.6.6.6, 198.51.100.9', '198.51.100.9'],
    [1, '6.6.6.6,,, 198.51.100.9', '198.51.100.9'],
    [2, '198.51.100.9, 10.0.0.2', '198.51.100.9'],
    [2, '6.6.6.6, 198.51.100.9, 10.0.0.2', '198.51.100.9'],
    [2, '127.0.0.1, ::1, 198.51.100.9, 10.0.0.2', '198.51.100.9'],
    [3, '198.51.100.9, 10.0.0.3, 10.0.0.2', '198.51.100.9'],
  ])('behind %i proxies that say %s is %s, and never what the caller wrote before it', (count, forwarded, address) => {
    trustProxies(count);
    expect(addressOf(from(PEER, forwarded))).toBe(address);
  });

  it.each([
    [1, undefined],
    [1, ''],
    [2, '6.6.6.6'],
    [3, '6.6.6.6, 7.7.7.7'],
    [10, '6.6.6.6'],
  ])('is the peer’s when %i proxies should have said more than %s', (count, forwarded) => {
    trustProxies(count);
    expect(addressOf(from(PEER, forwarded))).toBe(PEER);
  });

  it.each([
    ['198.51.100.9:5678', '198.51.100.9'],
    ['2001:db8::9', '2001:db8::9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['[2001:db8::9]:443', '2001:db8::9'],
    ['  198.51.100.9\t', '198.51.100.9'],
    ['::ffff:198.51.100.9', '198.51.100.9'],
    ['[::ffff:198.51.100.9]:80', '198.51.100.9'],
  ])('is understood as its proxy wrote it: %s', (entry, address) => {
    trustProxies(1);
    expect(addressOf(from(PEER, `6.6.6.6, ${entry}`))).toBe(address);
  });

  it.each([
    'unknown',
    '_hidden',
    'not an address',
    '198.51.100',
    '198.51.100.9:',
    '198.51.100.9:x',
    '198.51.100.9:80:80',
    '198.51.100.256',
    '0x7f000001',
    '[198.51.100.9',
    '[]',
    '[]:80',
    '[2001:db8::9]x',
    '2001:db8:::9',
    '"198.51.100.9"',
    'for=198.51.100.9',
    '198.51.100.9;',
    '',
    ' ',
  ])('is the peer’s when its proxy wrote none: %j', (entry) => {
    trustProxies(1);
    expect(addressOf(from(PEER, entry))).toBe(PEER);
    expect(addressOf(from(PEER, `6.6.6.6, ${entry}`))).toBe(PEER);
  });

  it('cannot be chosen: whatever a caller sends, the proxies’ entries decide', () => {
    const claims = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constantFrom(',', ', ,', '[::1]:1', '127.0.0.1'));
    fc.assert(
      fc.property(fc.array(claims, { maxLength: 6 }), fc.integer({ min: 1, max: 10 }), (claimed, count) => {
        trustProxies(count);
        const appended = ['198.51.100.9', ...Array.from({ length: count - 1 }, (_, hop) => `10.0.1.${hop}`)];
        expect(addressOf(from(PEER, [...claimed, ...appended].join(', ')))).toBe('198.51.100.9');
        trustProxies(0);
        expect(addressOf(from('203.0.113.7', claimed.join(', ')))).toBe('203.0.113.7');
      }),
    );
  });

  it('of IPv6 counts as its /64, so that changing it within gains nothing', () => {
    trustProxies(1);
    const networks = ['[2001:db8:1:2::1]:4000', '2001:db8:1:2:ffff::7', '2001:DB8:1:2:a:b:c:d'].map((entry) =>
      networkOf(addressOf(from(PEER, entry))),
    );
    expect(new Set(networks)).toEqual(new Set(['2001:db8:1:2::/64']));
  });
});
