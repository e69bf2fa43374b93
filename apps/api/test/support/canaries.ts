/** What is shorter, or a single word as in `password`, may stand anywhere by accident. */
const SHORTEST = 8;
const WORD = /^[a-z]{1,15}$/i;

/** The secrets of a run, each under a name that may be told, and the search for them. */
export class Canaries {
  private readonly names = new Map<string, string>();

  /** Remembers a secret that can be told from everything else. */
  add(name: string, secret: string | undefined | null): void {
    if (!secret || secret.length < SHORTEST || WORD.test(secret)) return;
    if (!this.names.has(secret)) this.names.set(secret, name);
  }

  /** The secrets of an environment: what is named like one, and the passwords within URLs. */
  addEnvironment(environment: Record<string, string | undefined>): void {
    for (const [name, value = ''] of Object.entries(environment)) {
      if (/(?:SECRET|KEY|TOKEN|PASSWORD)S?$/.test(name)) for (const each of value.split(',')) this.add(name, each);
      if (/_URL$/.test(name)) this.add(`password in ${name}`, decodeURIComponent(URL.parse(value)?.password ?? ''));
    }
  }

  /** Where a secret stands in a text, in which form, and never the secret itself. */
  leaksIn(text: string): string[] {
    return [...this.names].flatMap(([secret, name]) =>
      Object.entries(formsOf(secret)).flatMap(([form, shape]) => {
        const at = text.indexOf(shape);
        return at < 0 ? [] : [`${name} (${form}) in line ${text.slice(0, at).split('\n').length}`];
      }),
    );
  }
}

/** Everything that was secret in the tests of a file. */
export const canaries = new Canaries();

function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const forms: Record<string, string> = {
    plain: secret,
    'in JSON': JSON.stringify(secret).slice(1, -1),
    'URL-encoded': encodeURIComponent(secret),
    'as a form': new URLSearchParams([['', secret]]).toString().slice(1),
    'in hex': bytes.toString('hex'),
  };
  for (const offset of [0, 1, 2]) {
    // The characters at the edges depend on what stands beside.
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const core = whole.slice(Math.ceil((offset * 8) / 6), (offset + bytes.length) % 3 === 0 ? undefined : -1);
    forms[`in base64, offset ${offset}`] = core;
    forms[`in base64url, offset ${offset}`] = core.replaceAll('+', '-').replaceAll('/', '_');
  }
  return forms;
}
