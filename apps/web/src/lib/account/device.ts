import { m } from '#messages';

/** "Firefox on Linux", from a user agent; good enough to recognise one's own devices. */
export function describeDevice(userAgent: string | null): string {
  if (!userAgent) return m.account_device_unknown();
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
  if (!browser && !system) return userAgent.split(/[\s/]/)[0] ?? m.account_device_unknown();
  if (!system) return browser!;
  return m.account_device_on({ browser: browser ?? m.account_device_browser(), system });
}

function firstMatch(text: string, names: [string, RegExp][]): string | undefined {
  return names.find(([, pattern]) => pattern.test(text))?.[0];
}
