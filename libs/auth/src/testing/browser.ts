/** What a browser does of interest here: it keeps cookies, says where it comes from, and stops at each redirect. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly base: string,
    private readonly publicUrl: string,
    private readonly address: string,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('POST', path, body, headers);
  }

  patch(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('PATCH', path, body, headers);
  }

  delete(path: string): Promise<Response> {
    return this.send('DELETE', path);
  }

  /** Signs in through a provider, as far as the answer of the callback. */
  async signInThrough(provider: string, returnTo = '/'): Promise<Response> {
    return this.comeBack(await this.sendTo(provider, returnTo));
  }

  /** Starts a sign-in, and gives the provider's URL that the browser is sent to. */
  async sendTo(provider: string, returnTo = '/'): Promise<string> {
    const started = await this.get(`/auth/oauth/${provider}/start?returnTo=${encodeURIComponent(returnTo)}`);
    return started.headers.get('location')!;
  }

  /** Visits the provider, and follows it back to the callback. */
  async comeBack(providerUrl: string): Promise<Response> {
    return this.get(await callbackOf(providerUrl));
  }

  private async send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.base + path, {
      method,
      redirect: 'manual',
      headers: {
        'x-forwarded-for': this.address,
        ...(method === 'GET' ? {} : { origin: this.publicUrl }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    response.headers.getSetCookie().forEach((line) => this.keep(line));
    return response;
  }

  private keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    if (/Max-Age=0/.test(line)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}

/** The path, with query, that a provider sends the browser back to. */
export async function callbackOf(providerUrl: string): Promise<string> {
  const answer = await fetch(providerUrl, { redirect: 'manual' });
  const { pathname, search } = new URL(answer.headers.get('location')!);
  return pathname + search;
}
