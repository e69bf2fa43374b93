import { isIPv6 } from 'node:net';

const GROUPS_OF_NETWORK = 4;

/**
 * What to count by when something is limited per address: an IPv4 address itself, and the /64 of an IPv6 one, because
 * whoever has one address there has all 2^64 of them. IPv4 inside IPv6 (`::ffff:…`) is IPv4.
 */
export function networkOf(address: string): string {
  const plain = address.split('%', 1)[0]!;
  if (!isIPv6(plain)) return address;
  const groups = groupsOf(plain);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  const network = groups.slice(0, GROUPS_OF_NETWORK).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** The eight numbers of an IPv6 address, however it is abbreviated. */
function groupsOf(address: string): number[] {
  // The URL parser turns a dotted end into two groups.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [left, right] = [head, tail ?? ''].map((side) => side.split(':').filter(Boolean));
  const gap = tail === undefined ? 0 : 8 - left!.length - right!.length;
  return [...left!, ...Array<string>(gap).fill('0'), ...right!].map((group) => parseInt(group, 16));
}
