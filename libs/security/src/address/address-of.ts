import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

let proxies = 0;

/** Sets how many proxies stand in front of this process (`TRUST_PROXY`). SecurityModule does. */
export const trustProxies = (count: number): void => {
  proxies = count;
};

/**
 * The address a request came from. Each trusted proxy has appended the address it saw to `X-Forwarded-For`; what stands
 * further left was written by the caller and is not believed.
 */
export function addressOf(request: IncomingMessage): string {
  const peer = plain(request.socket.remoteAddress ?? '');
  if (proxies === 0) return peer;
  const header = request.headers['x-forwarded-for'];
  const forwarded = String(header ?? '')
    .split(',')
    .map((part) => plain(part.trim()))
    .filter(Boolean);
  const seen = [...forwarded, peer];
  const address = seen[Math.max(0, seen.length - 1 - proxies)]!;
  return isIP(address) ? address : peer;
}

/** An IPv4 address that arrived on an IPv6 socket is still the same address. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
