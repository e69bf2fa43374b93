import { linkUrl, locationOf, OAuthStage } from '../testing/oauth-stage.js';

describe('O10 the tokens of a provider', () => {
  const stage = new OAuthStage();

  /** Every row of every table, as text; bytes both as they are and in hexadecimal. */
  async function everythingKept(): Promise<string> {
    const tables = await stage.sql<{ name: string }>(
      "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'",
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['public.users', 'public.identities', 'public.sessions', 'public.audit_events']),
    );
    let all = '';
    for (const { name } of tables) {
      const rows = await stage.sql(`SELECT * FROM ${name}`);
      const text = (value: unknown) =>
        Buffer.isBuffer(value) ? `${value.toString('latin1')} ${value.toString('hex')}` : value;
      // Buffer's own toJSON would come first, so the columns are looked at one by one.
      for (const row of rows) for (const value of Object.values(row)) all += `${JSON.stringify(text(value))}\n`;
    }
    return all;
  }

  it('are nowhere in the database after a sign-in and a linking through each kind, and are not sent to the browser', async () => {
    const { provider } = stage;
    for (const name of ['google', 'github', 'enterprise', 'work']) {
      stage.nextPerson();
      const response = await stage.browser().signInThrough(name);
      expect(locationOf(response)).toBe('/');
      const sent = JSON.stringify([...response.headers]) + (await response.text());
      for (const token of provider.given) expect(sent).not.toContain(token);
      stage.nextPerson();
      const browser = await stage.somebodyElse();
      expect(locationOf(await browser.comeBack(await linkUrl(browser, name)))).toBe('/account');
    }
    expect(provider.given).toHaveLength(16);
    const kept = await everythingKept();
    expect(kept).toContain(provider.person.email);
    for (const token of provider.given) {
      expect(kept).not.toContain(token);
      expect(kept).not.toContain(Buffer.from(token).toString('hex'));
      expect(kept).not.toContain(Buffer.from(token).toString('base64'));
    }
  });
});
