/** A language by its own name, for whoever reads no other. */
export const nameOf = (language: string) =>
  new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
