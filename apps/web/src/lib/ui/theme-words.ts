import { m } from '#messages';

/** What each theme is called, and how it is drawn. */
export const THEME_NAMES = { system: m.header_theme_system, light: m.header_theme_light, dark: m.header_theme_dark };
export const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const;
