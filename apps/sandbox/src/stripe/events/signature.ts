import { createHmac } from 'node:crypto';

/** The value of `Stripe-Signature` for a body sent at `timestamp` (seconds), with one signature for each secret. */
export function signatureOf(body: string, secrets: string[], timestamp: number): string {
  const digests = secrets.map((secret) => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'));
  return [`t=${timestamp}`, ...digests.map((digest) => `v1=${digest}`)].join(',');
}
