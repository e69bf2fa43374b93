import { BlockList, isIP } from 'node:net';

const PRIVATE_NAME = /^[^.]+$|\.(?:internal|local|localhost|lan|svc|home\.arpa)$/;
const PRIVATE_V4: [string, number][] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];
const PRIVATE_V6: [string, number][] = [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];

const addresses = new BlockList();
for (const [network, bits] of PRIVATE_V4) addresses.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of PRIVATE_V6) addresses.addSubnet(network, bits, 'ipv6');

/** Whether a URL's host is this machine or one of a private network, as far as its name or address says. */
export function isPrivateHost(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
  const version = isIP(host);
  return version === 0 ? PRIVATE_NAME.test(host) : addresses.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
