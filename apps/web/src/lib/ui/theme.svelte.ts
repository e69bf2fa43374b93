import { readStorage, writeStorage } from '#lib/storage.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeName = (typeof THEMES)[number];

const isTheme = (name: string | null): name is ThemeName => THEMES.some((theme) => theme === name);

/** The colours of the pages. static/theme.js puts them on, here and before the first paint of the next page. */
class Theme {
  current = $state<ThemeName>('system');

  /** What was chosen on an earlier visit, or in another tab. */
  recall(): void {
    const kept = readStorage('turnpike.theme');
    this.current = isTheme(kept) ? kept : 'system';
  }

  choose(theme: ThemeName): void {
    this.current = theme;
    writeStorage('turnpike.theme', theme === 'system' ? null : theme);
    dispatchEvent(new Event('turnpike:theme'));
  }
}

export const theme = new Theme();
