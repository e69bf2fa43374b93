/** "Firefox on Linux", from a user agent; good enough to recognise one's own devices. */
export function describeDevice(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device';
  const browser = firstMatch(userAgent, [
    ['Edge', /Edg\//],
    ['Opera', /OPR\//],
    ['Firefox', /Firefox\//],
    ['Chrome', /Chrom(e|ium)\//],
    ['Safari', /Safari\//],
  ]);
  const system = firstMatch(userAgent, [
    ['iPhone', /iPhone/],
    ['iPad', /iPad/],
    ['Android', /Android/],
    ['Windows', /Windows/],
    ['macOS', /Mac OS X/],
    ['Linux', /Linux/],
  ]);
  if (!browser && !system) return userAgent.split(/[\s/]/)[0] ?? 'Unknown device';
  return [browser ?? 'A browser', system].filter(Boolean).join(' on ');
}

function firstMatch(text: string, names: [string, RegExp][]): string | undefined {
  return names.find(([, pattern]) => pattern.test(text))?.[0];
}
