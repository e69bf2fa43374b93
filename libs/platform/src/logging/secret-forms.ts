/** Shorter values are found by accident, too, and replacing those would spoil the line. */
const SHORTEST = 8;

/** Every way in which a log line could hold one of these values: as it is, in JSON, in a URL, in base64, in hex. */
export function formsOf(secrets: readonly string[]): string[] {
  const forms = secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOfOne);
  // What contains another one must be replaced first.
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function formsOfOne(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const inJson = escaped(secret);
  return [
    secret,
    inJson,
    escaped(inJson),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    bytes.toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

/** What every base64 text has in common that holds these bytes after `offset` others, modulo three. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const isWhole = (offset + bytes.length) % 3 === 0;
  return text.slice(offset === 0 ? 0 : offset + 1, isWhole ? undefined : -1);
}
