import { counter, histogram, OPEN } from '@app/metrics';

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
    ],
  },
});

export const providerRequestDuration = histogram({
  name: 'turnpike_oauth_provider_request_duration_seconds',
  help: 'How long a sign-in provider took to answer one request.',
  labels: { provider: OPEN, step: ['token', 'profile'], error_type: ['none', 'status', 'timeout', 'network'] },
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10],
});
