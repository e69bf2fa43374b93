import { globSync, readFileSync } from 'node:fs';
import { SOCKET_ERRORS } from './index.js';

/** Codes that are only ever said over HTTP. A new code belongs here or in `SOCKET_ERRORS`. */
const HTTP_ONLY = [
  'account_disabled',
  'already_subscribed',
  'already_verified',
  'bad_origin',
  'change_refused',
  'email_taken',
  'forbidden',
  'identity_taken',
  'invalid_credentials',
  'invalid_link',
  'invalid_request',
  'invalid_signature',
  'last_admin',
  'last_way_in',
  'link_required',
  'livemode_mismatch',
  'mail_unavailable',
  'no_customer',
  'not_subscribed',
  'overloaded',
  'payment_failed',
  'payment_overdue',
  'provider_unavailable',
  'sign_in_too_old',
  'too_large',
  'unknown_plan',
  'unsupported_media_type',
  'weak_password',
  'wrong_password',
];

const WHERE_CODES_ARE = ['libs/*/src/*.errors.ts', 'libs/platform/src/errors/*.ts', 'libs/turns/src/turn/*.ts'];
const CODE = /\bcode(?:: string)? = '(\w+)'|\berrorCode: '(\w+)'|new FrameworkError\('\w+', '(\w+)'/g;

it('every code that a class of errors has is either documented for the socket, or never said there', () => {
  const files = globSync(WHERE_CODES_ARE).filter((file) => !file.endsWith('spec.ts'));
  const codes = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(CODE)].map((match) => match.slice(1).find(Boolean)!),
  );
  expect([...new Set(codes)].sort()).toEqual([...Object.keys(SOCKET_ERRORS), ...HTTP_ONLY].sort());
});
