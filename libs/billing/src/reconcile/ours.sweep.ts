import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, Not, Repository } from 'typeorm';
import { ENDED_STATUSES, Subscription } from '../subscription/subscription.entity.js';
import { CustomerCheck } from './customer-check.js';
import { PacedStripe } from './paced-stripe.js';
import type { Run, Sweep } from './sweep.js';

const PAGE = 200;

/** Every subscription of ours that has not ended and that Stripe did not list: unknown there, or listed before a restart. */
@Injectable()
export class OursSweep implements Sweep {
  readonly phase = 'ours';

  constructor(
    @InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>,
    private readonly stripe: PacedStripe,
    private readonly check: CustomerCheck,
  ) {}

  count(): Promise<number> {
    return this.subscriptions.countBy({ status: Not(In([...ENDED_STATUSES])) });
  }

  async go(cursor: string | null, run: Run): Promise<void> {
    for (let after = Number(cursor ?? 0); ;) {
      const rows = await this.subscriptions.find({
        where: { id: MoreThan(after), status: Not(In([...ENDED_STATUSES])) },
        order: { id: 'ASC' },
        take: PAGE,
      });
      const unseen = rows.filter(({ stripeSubscriptionId }) => !run.seen.has(stripeSubscriptionId));
      for (const customer of new Set(unseen.map(({ stripeCustomerId }) => stripeCustomerId)))
        for (const drift of await this.stripe.atEase(() => this.check.run(customer, run.isDry))) run.found(drift);
      if (rows.length === 0) return;
      after = rows.at(-1)!.id;
      await run.reached(String(after), rows.length);
    }
  }
}
