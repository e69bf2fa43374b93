import type { IncomingMessage } from 'node:http';
import { addressOf, trustProxies } from './address-of.js';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

afterEach(() => trustProxies(0));

describe('the address of a request', () => {
  it('is the socket’s without proxies, whatever the caller claims', () => {
    expect(addressOf(from('203.0.113.7', '10.0.0.1'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(from('2001:db8::1'))).toBe('2001:db8::1');
  });

  it.each([
    [1, '198.51.100.9', '198.51.100.9'],
    [1, '6.6.6.6, 198.51.100.9', '198.51.100.9'],
    [2, '6.6.6.6, 198.51.100.9, 10.0.0.2', '198.51.100.9'],
    [3, '198.51.100.9', '198.51.100.9'],
    [1, undefined, '10.0.0.1'],
    [1, 'not an address', '10.0.0.1'],
    [1, '', '10.0.0.1'],
  ])('behind %i proxies that say %s is %s', (count, forwarded, address) => {
    trustProxies(count);
    expect(addressOf(from('10.0.0.1', forwarded))).toBe(address);
  });
});
