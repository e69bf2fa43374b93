import type { IncomingMessage } from 'node:http';
import { InvalidRequest } from '@app/platform';
import { AllowedOrigins } from '../origin/allowed-origins.js';
import { isBearer } from '../origin/origin-policy.js';
import { BadOrigin } from '../security.errors.js';

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const SUBPROTOCOLS = /^[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/** Checks that a handshake is one by RFC 6455, before anything is asked about its sender. */
export function checkHandshake({ method, headers }: IncomingMessage): void {
  const protocols = headers['sec-websocket-protocol'];
  const wellFormed =
    method === 'GET' &&
    KEY.test(headers['sec-websocket-key'] ?? '') &&
    headers['sec-websocket-version'] === '13' &&
    (protocols === undefined || SUBPROTOCOLS.test(protocols));
  if (!wellFormed) throw new InvalidRequest('This is not a WebSocket handshake (version 13).');
}

/** A browser sends its cookies to us from any page, so with cookies the page's origin must be known; a bearer is sent on purpose. */
export function checkSocketOrigin({ headers }: IncomingMessage, origins: AllowedOrigins): void {
  const { origin, cookie } = headers;
  const allowed = origin === undefined ? !cookie || isBearer(headers) : origins.isAllowed(origin);
  if (!allowed) throw new BadOrigin();
}
