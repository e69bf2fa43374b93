import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

let proxies = 0;

/** Sets how many proxies stand in front of this process (`TRUST_PROXY`). SecurityModule does. */
export const trustProxies = (count: number): void => {
  proxies = count;
};

/**
 * The address a request came from. Each trusted proxy has appended the address it saw to `X-Forwarded-For`; what stands
 * further left was written by the caller and is not believed. A request with fewer entries has not passed all of them,
 * so nobody vouches for any: then it is the peer's, as it is when the entry is no address.
 */
export function addressOf(request: IncomingMessage): string {
  const peer = withoutMapping(request.socket.remoteAddress ?? '');
  if (proxies === 0) return peer;
  const address = plain(
    String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-proxies) ?? '',
  );
  return isIP(address) ? address : peer;
}

/** Some proxies write the port, too: `192.0.2.1:5678`, `[2001:db8::1]:443`. */
function plain(entry: string): string {
  const text = entry.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  return withoutMapping(bracketed ?? text.replace(/^([\d.]+):\d+$/, '$1'));
}

/** An IPv4 address that arrived on an IPv6 socket is still the same address. */
const withoutMapping = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
