const MOST_MEMBERS = 32;
/** What the standard asks everybody to pass on at least; more is not worth carrying. */
const LONGEST = 512;
const KEY = /^(?:[a-z0-9][a-z0-9_\-*/]{0,240}@)?[a-z0-9][a-z0-9_\-*/]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** A `tracestate` that is well formed by the standard and of bounded length, else `undefined`: then it counts as not sent. */
export function parseTracestate(header: unknown): string | undefined {
  const text = Array.isArray(header) ? header.join(',') : header;
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  const members = text
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean);
  const keys = new Set(members.map((member) => member.split('=', 1)[0]));
  const sound = members.every(isMember) && keys.size === members.length && members.length <= MOST_MEMBERS;
  return sound && members.length > 0 ? members.join(',') : undefined;
}

function isMember(member: string): boolean {
  const at = member.indexOf('=');
  return at > 0 && KEY.test(member.slice(0, at)) && VALUE.test(member.slice(at + 1));
}
