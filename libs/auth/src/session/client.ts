import type { FastifyRequest } from 'fastify';
import { addressOf } from '@app/security';
import type { Client } from './sessions.js';

/** Where a request came from. */
export const clientOf = ({ raw, headers }: FastifyRequest): Required<Client> => ({
  userAgent: headers['user-agent'] ?? '',
  address: addressOf(raw),
});
