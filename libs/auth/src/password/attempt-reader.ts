import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientOf } from '../session/client.js';
import { canonicalEmail } from '../user/users.js';
import { KnownDevices } from './known-devices.js';
import type { Attempt } from './login-attempts.js';

/** Reads from a request who tries a password for which account. */
@Injectable()
export class AttemptReader {
  constructor(private readonly devices: KnownDevices) {}

  read(request: FastifyRequest, email: string): Attempt {
    return {
      account: canonicalEmail(email),
      address: clientOf(request).address,
      device: this.devices.find(request.headers, email),
    };
  }
}
