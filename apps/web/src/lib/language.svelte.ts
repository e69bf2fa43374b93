import { baseLocale, overwriteGetLocale, toLocale, type Locale } from '#messages/runtime';
import { writeStorage } from './storage.js';

/** A sentence that is put into words when it is read, so that it follows the language. */
export type Sentence = () => string;

/** Nothing to say. */
export const silence: Sentence = () => '';

/** The language of the page. Whatever reads it, as every message does, follows when another is chosen. */
class Language {
  current = $state<Locale>(baseLocale);

  /** Speaks this language from now on, and on the next visit. */
  choose(language: Locale): void {
    this.speak(language);
    writeStorage('turnpike.language', language);
  }

  /** Speaks this language in this tab; one that does not exist changes nothing. */
  speak(language: string | null): void {
    this.current = toLocale(language ?? undefined) ?? this.current;
    document.documentElement.lang = this.current;
  }
}

export const language = new Language();

overwriteGetLocale(() => language.current);

// static/language.js has decided before the first paint.
if (!import.meta.env.SSR) language.speak(document.documentElement.lang);
