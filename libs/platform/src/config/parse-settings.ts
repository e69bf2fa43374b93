import { parse } from 'yaml';

const PLACEHOLDER = /\$\{([A-Z][A-Z0-9_]*)\}/g;
const HIDDEN = /\uE000\uE001([A-Z][A-Z0-9_]*)\uE002/g;

/**
 * Settings whose placeholders YAML takes for words wherever they stand: inside `{ … }` it would take `${NAME}` for the
 * beginning of a mapping. As long as before, so that what is said of lines and columns stays true.
 */
export const hidePlaceholders = (yaml: string): string => yaml.replace(PLACEHOLDER, '\uE000\uE001$1\uE002');

export const showPlaceholders = (text: string): string => text.replace(HIDDEN, '$${$1}');

/** The document of a settings file, its placeholders still in it. Throws what YAML finds wrong. */
export const parseSettings = (yaml: string): unknown =>
  parse(hidePlaceholders(yaml), (_key, value: unknown) =>
    typeof value === 'string' ? showPlaceholders(value) : value,
  );
