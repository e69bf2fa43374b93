import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { withStandIns } from './effective-config.js';

const shipped = readFileSync(join(process.cwd(), 'config', 'turnpike.yaml'), 'utf8');
const urls = { token_url: 'http://localhost:4000/token' };
const google = { client_id: '${GOOGLE_CLIENT_ID}', client_secret: '${GOOGLE_CLIENT_SECRET}' };

describe('the effective configuration', () => {
  it('puts in where the stand-ins are and keeps everything else', () => {
    const expected = parse(shipped) as { oauth_providers: { google: object } };
    Object.assign(expected.oauth_providers.google, urls);
    expect(parse(withStandIns(shipped, { google: urls }, true))).toEqual(expected);
  });

  it('keeps comments and placeholders', () => {
    const text = withStandIns(shipped, { google: urls }, true);
    expect(text).toContain('basic: no sign-in, no billing');
    expect(text).toContain('${STRIPE_PRICE_ID}');
  });

  it('keeps placeholders within braces, where YAML alone would stumble over them', () => {
    const yaml = 'plans:\n  pro: { price: ${STRIPE_PRICE_ID}, features: [ turns ] }\n';
    expect(withStandIns(yaml, {}, false)).toBe(yaml);
  });

  it('completes an entry that is only a name', () => {
    const text = withStandIns('oauth_providers:\n  google:\n', { google: urls }, false);
    expect(parse(text)).toEqual({ oauth_providers: { google: { ...urls, ...google } } });
  });

  it('takes the model from the environment when the YAML names none', () => {
    expect(parse(withStandIns('tier: basic\n', {}, true))).toMatchObject({
      llm: { base_url: '${LLM_BASE_URL}', api_key: '${LLM_API_KEY}', model: '${LLM_MODEL}' },
    });
  });
});
