import { Injectable } from '@nestjs/common';
import { FEATURES, type Feature, type FeatureAccess, type Quota, type QuotaView } from '@app/protocol';
import type { Entitlement, Entitlements } from './entitlements.service.js';
import type { Allowance, Quotas } from './quota.service.js';

const OPEN: FeatureAccess = { allowed: true, reason: 'free_plan' };
const EVERYTHING: Entitlement = {
  plan: 'none',
  features: [...FEATURES],
  access: Object.fromEntries(FEATURES.map((feature) => [feature, OPEN])) as Record<Feature, FeatureAccess>,
  status: 'none',
  currentPeriodEnd: null,
  cancelAtPeriodEnd: false,
  graceEndsAt: null,
  pendingChange: null,
  price: null,
};

/** `Entitlements` where nothing is sold: everybody may use everything. */
@Injectable()
export class OpenEntitlements implements Pick<Entitlements, 'of' | 'ofMany' | 'knownOf' | 'planOf' | 'require'> {
  of(): Promise<Entitlement> {
    return Promise.resolve(EVERYTHING);
  }

  ofMany(userIds: string[]): Promise<Map<string, Entitlement>> {
    return Promise.resolve(new Map(userIds.map((id) => [id, EVERYTHING])));
  }

  knownOf(): Promise<Entitlement> {
    return Promise.resolve(EVERYTHING);
  }

  planOf(): Promise<Entitlement> {
    return Promise.resolve(EVERYTHING);
  }

  require(): Promise<void> {
    return Promise.resolve();
  }
}

const BOUNDLESS: Allowance = { userId: '', plan: 'none', limits: [] };

/** `Quotas` where nothing is counted. */
@Injectable()
export class OpenQuotas implements Pick<Quotas, 'allowanceOf' | 'take' | 'reserve' | 'settle' | 'refund'> {
  allowanceOf(): Promise<Allowance> {
    return Promise.resolve(BOUNDLESS);
  }

  take(): Promise<void> {
    return Promise.resolve();
  }

  reserve(): Promise<void> {
    return Promise.resolve();
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  refund(): Promise<void> {
    return Promise.resolve();
  }

  of(): Promise<Partial<Record<Quota, QuotaView>>> {
    return Promise.resolve({});
  }
}
