import { Injectable } from '@nestjs/common';
import { BillingConfig } from '../billing.config.js';
import { MeterOutbox } from './meter-outbox.js';
import { MeterSender } from './meter-sender.js';

/** Reports what was used to a meter of Stripe, where `billing.meter` names one. */
@Injectable()
export class Metering {
  constructor(
    private readonly config: BillingConfig,
    private readonly outbox: MeterOutbox,
    private readonly sender: MeterSender,
  ) {}

  /** Counts a turn once, however often it is reported. Returns when that is certain to happen; Stripe hears of it later. */
  async report(userId: string, turnId: string): Promise<void> {
    if (!this.config.billing.meter) return;
    await this.outbox.add(userId, turnId);
    this.sender.wake();
  }
}
