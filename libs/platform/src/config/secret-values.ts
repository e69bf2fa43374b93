const SECRET_NAME = /(?:SECRET|KEY|TOKEN|PASSWORD)S?$/;

/** What of a variable's value must never be repeated: all of a secret and of a list of them, the password of a URL. */
export function secretsIn(name: string, value: string): string[] {
  if (SECRET_NAME.test(name)) return [value, ...value.split(',').map((each) => each.trim())];
  const written = URL.parse(value)?.password ?? '';
  return [written, decoded(written)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
