import chromium from '@sparticuz/chromium';

/** Once, before any worker: two that unpack the browser at the same time start what the other one is still writing. */
export default async function unpackChromium() {
  // Where there is none, the journeys say so.
  if (!process.env.CHROMIUM_PATH) await chromium.executablePath().catch(() => undefined);
}
