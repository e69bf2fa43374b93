import { InvalidRequest } from '@app/platform';
import type { BillingConfig } from '../billing.config.js';
import { InvalidSignature, WrongMode } from '../billing.errors.js';
import { signatureOf } from '../testing/pretend-stripe.js';
import { WebhookSignature } from './webhook-signature.js';

const SECRETS = ['whsec_older_0b5e8d3c', 'whsec_newer_4a9d1f6b'];
const NOW = Date.parse('2026-06-15T12:00:00Z');
const BODY = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'invoice.paid',
  created: 1,
  livemode: false,
  data: { object: { id: 'in_1' } },
});

const signature = (key = 'sk_test_9f2c77a1') =>
  new WebhookSignature({ stripeWebhookSecrets: SECRETS, stripeSecretKey: key } as unknown as BillingConfig);
const verify = (body: string, header?: string) => signature().verify(Buffer.from(body), header, NOW);

describe('WebhookSignature', () => {
  it.each(SECRETS)('accepts what any of the secrets signed (%s)', (secret) => {
    expect(verify(BODY, signatureOf(BODY, secret, NOW)).id).toBe('evt_1');
  });

  it.each([-300, -1, 0, 1, 300])('accepts a clock that is %s seconds away', (seconds) => {
    expect(verify(BODY, signatureOf(BODY, SECRETS[0]!, NOW + seconds * 1000)).id).toBe('evt_1');
  });

  it.each([-301, 301, -86_400, 86_400])('refuses a clock that is %s seconds away', (seconds) => {
    expect(() => verify(BODY, signatureOf(BODY, SECRETS[0]!, NOW + seconds * 1000))).toThrow(InvalidSignature);
  });

  it('refuses a body that was changed by one byte', () => {
    const header = signatureOf(BODY, SECRETS[0]!, NOW);
    expect(() => verify(`${BODY} `, header)).toThrow(InvalidSignature);
  });

  it('refuses a stranger’s secret, no header, an empty one, and one without a timestamp', () => {
    const good = signatureOf(BODY, SECRETS[0]!, NOW);
    for (const header of [
      signatureOf(BODY, 'whsec_stranger', NOW),
      undefined,
      '',
      good.replace(/^t=\d+,/, ''),
      'v1=,t=',
      `t=x,${good}`,
    ]) {
      expect(() => verify(BODY, header)).toThrow(InvalidSignature);
    }
  });

  it('refuses a request without a body', () => {
    expect(() => signature().verify(undefined, signatureOf(BODY, SECRETS[0]!, NOW), NOW)).toThrow(InvalidSignature);
  });

  it('refuses events of the other mode, in both directions', () => {
    const live = BODY.replace('"livemode":false', '"livemode":true');
    const without = BODY.replace('"livemode":false,', '');
    expect(() => verify(live, signatureOf(live, SECRETS[0]!, NOW))).toThrow(WrongMode);
    expect(() => verify(without, signatureOf(without, SECRETS[0]!, NOW))).toThrow(WrongMode);
    const onLive = (body: string) =>
      signature('sk_live_ofatest').verify(Buffer.from(body), signatureOf(body, SECRETS[0]!, NOW), NOW);
    expect(() => onLive(BODY)).toThrow(WrongMode);
    expect(onLive(live).id).toBe('evt_1');
  });

  it.each(['null', '[]', '"text"', 'not json', '{}', '{"object":"event"}'])(
    'calls signed bytes that are no event invalid: %s',
    (body) => {
      expect(() => verify(body, signatureOf(body, SECRETS[0]!, NOW))).toThrow(InvalidRequest);
    },
  );
});
