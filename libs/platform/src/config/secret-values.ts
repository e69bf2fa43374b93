const SECRET_NAME = /(?:SECRET|KEY|TOKEN|PASSWORD)S?$/;

/**
 * What of a variable's value must never be repeated: all of a secret and of a list of them, the values of
 * headers, the password of a URL.
 */
export function secretsIn(name: string, value: string): string[] {
  if (name.endsWith('_HEADERS')) return value.split(',').flatMap(valueOfHeader);
  if (SECRET_NAME.test(name)) return [value, ...value.split(',').map((each) => each.trim())];
  const written = URL.parse(value)?.password ?? '';
  return [written, decoded(written)];
}

/** Of `authorization=Bearer%20…` what comes after the name, and what of that is no word like `Bearer`. */
function valueOfHeader(pair: string): string[] {
  const written = pair.slice(pair.indexOf('=') + 1).trim();
  const whole = decoded(written);
  return [written, whole, whole.split(' ').at(-1)!];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
