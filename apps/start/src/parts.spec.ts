import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { partsWithoutKey, pricesOf } from './parts.js';

const shipped = parse(readFileSync(join(process.cwd(), 'config', 'turnpike.yaml'), 'utf8')) as Record<string, unknown>;

describe('the parts that need a stand-in', () => {
  it('are all of them when nothing is configured', () => {
    expect(partsWithoutKey(shipped, {})).toEqual(['google', 'github', 'stripe', 'llm', 'mail']);
  });

  it('do not include what has a real key, as a value or as a file', () => {
    const environment = {
      GOOGLE_CLIENT_ID: 'id',
      GOOGLE_CLIENT_SECRET: 'secret',
      STRIPE_SECRET_KEY_FILE: '/run/secrets/stripe',
      LLM_BASE_URL: 'https://llm.example.com/v1',
      SMTP_URL: 'smtps://mail.example.com',
    };
    expect(partsWithoutKey(shipped, environment)).toEqual(['github']);
  });

  it('leave a half configured provider alone, so that the mistake shows', () => {
    expect(partsWithoutKey(shipped, { GITHUB_CLIENT_ID: 'id' })).not.toContain('github');
  });

  it('do not include a provider that the YAML leaves out or configures by itself', () => {
    const only = (providers: object) => ({ ...shipped, oauth_providers: providers });
    expect(partsWithoutKey(only({ github: null }), {})).toEqual(['github', 'stripe', 'llm', 'mail']);
    const own = { client_id: '${OUR_ID}', client_secret: '${OUR_SECRET}' };
    expect(partsWithoutKey(only({ google: own }), {})).toEqual(['stripe', 'llm', 'mail']);
  });

  it('are only the model in the tier basic, and the mail server too in the tier pro, where people sign in', () => {
    expect(partsWithoutKey({ ...shipped, tier: 'basic' }, {})).toEqual(['llm']);
    expect(partsWithoutKey({ ...shipped, tier: 'pro' }, {})).toEqual(['llm', 'mail']);
  });

  it.each(['SMTP_URL', 'SMTP_URL_FILE'])('do not include the mail server when there is %s', (name) => {
    expect(partsWithoutKey(shipped, { [name]: 'given' })).toEqual(['google', 'github', 'stripe', 'llm']);
  });

  it('do not include a model that the YAML names itself', () => {
    const llm = { base_url: 'http://localhost:11434/v1' };
    expect(partsWithoutKey({ ...shipped, tier: 'basic', llm }, {})).toEqual([]);
    const named = { providers: { local: { base_url: 'http://localhost:11434/v1' } }, models: {} };
    expect(partsWithoutKey({ ...shipped, tier: 'basic', llm: named }, {})).toEqual([]);
  });
});

describe('the prices that a stand-in must know', () => {
  it('are those the plans name, placeholders filled', () => {
    const plans = { free: {}, pro: { price: '${STRIPE_PRICE_ID}' }, team: { price: 'price_team' } };
    expect(pricesOf({ plans }, { STRIPE_PRICE_ID: 'price_pro' })).toEqual(['price_pro', 'price_team']);
    expect(pricesOf({ plans }, {})).toEqual(['price_team']);
  });

  it('come with the term they are sold for', () => {
    const prices = { quarterly: 'price_q', yearly: '${STRIPE_PRICE_ID_YEARLY}' };
    expect(pricesOf({ plans: { pro: { prices } } }, { STRIPE_PRICE_ID_YEARLY: 'price_y' })).toEqual([
      'price_q:5700:month:3',
      'price_y:20000:year',
    ]);
  });
});
