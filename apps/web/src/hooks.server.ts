import type { Handle } from '@sveltejs/kit/hooks';
import { baseLocale, locales } from '#messages/runtime';

/** Comes with every page; what else there is of fonts comes when a page needs it. */
const FONT = /inter-latin-wght/;

/** At build time, when the pages are written: tells them which languages there are, the one they are written in first. */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && FONT.test(path)),
    transformPageChunk: ({ html }) => html.replace('%language%', baseLocale).replace('%languages%', locales.join(' ')),
  });
