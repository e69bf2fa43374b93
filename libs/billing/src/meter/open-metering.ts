import { Injectable } from '@nestjs/common';
import type { Metering } from './metering.service.js';

/** `Metering` where nothing is sold. */
@Injectable()
export class OpenMetering implements Pick<Metering, 'report'> {
  report(): Promise<void> {
    return Promise.resolve();
  }
}
