import type { Handle } from '@sveltejs/kit/hooks';
import { baseLocale, locales } from '#messages/runtime';

/** At build time, when the pages are written: tells them which languages there are, the one they are written in first. */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%language%', baseLocale).replace('%languages%', locales.join(' ')),
  });
