import { counter, histogram, OPEN } from '@app/metrics';
import { MAIL_KINDS } from './mail/mail.js';

export const logins = counter({
  name: 'turnpike_logins_total',
  help: 'Attempts to sign in, by provider (password is one) and by how they ended.',
  labels: {
    provider: OPEN,
    outcome: [
      'success',
      'denied',
      'invalid_state',
      'provider_error',
      'email_unverified',
      'link_required',
      'invalid_credentials',
      'blocked',
      'busy',
    ],
  },
});

export const providerRequestDuration = histogram({
  name: 'turnpike_oauth_provider_request_duration_seconds',
  help: 'How long a sign-in provider took to answer one request.',
  labels: {
    provider: OPEN,
    step: ['discovery', 'jwks', 'token', 'profile', 'emails'],
    error_type: ['none', 'status', 'timeout', 'network'],
  },
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10],
});

export const mails = counter({
  name: 'turnpike_mails_total',
  help: 'Mails, by what they are about and by how they ended: failed after several tries, dropped because too many were waiting.',
  labels: { kind: MAIL_KINDS, outcome: ['sent', 'failed', 'dropped'] },
});
