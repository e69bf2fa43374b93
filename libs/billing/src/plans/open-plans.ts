import { Injectable } from '@nestjs/common';
import { FEATURES, type Quota, type QuotaView } from '@app/protocol';
import type { Entitlement, Entitlements } from './entitlements.service.js';
import type { Quotas } from './quota.service.js';

const EVERYTHING: Entitlement = {
  plan: 'none',
  features: [...FEATURES],
  status: 'none',
  currentPeriodEnd: null,
  cancelAtPeriodEnd: false,
};

/** `Entitlements` where nothing is sold: everybody may use everything. */
@Injectable()
export class OpenEntitlements implements Pick<Entitlements, 'of' | 'ofMany' | 'planOf' | 'require'> {
  of(): Promise<Entitlement> {
    return Promise.resolve(EVERYTHING);
  }

  ofMany(userIds: string[]): Promise<Map<string, Entitlement>> {
    return Promise.resolve(new Map(userIds.map((id) => [id, EVERYTHING])));
  }

  planOf(): Promise<Entitlement> {
    return Promise.resolve(EVERYTHING);
  }

  require(): Promise<void> {
    return Promise.resolve();
  }
}

/** `Quotas` where nothing is counted. */
@Injectable()
export class OpenQuotas implements Pick<Quotas, 'take' | 'giveBack'> {
  take(): Promise<void> {
    return Promise.resolve();
  }

  giveBack(): Promise<void> {
    return Promise.resolve();
  }

  of(): Promise<Partial<Record<Quota, QuotaView>>> {
    return Promise.resolve({});
  }
}
