import { Global, Module } from '@nestjs/common';
import { Entitlements } from './plans/entitlements.service.js';
import { OpenEntitlements, OpenQuotas } from './plans/open-plans.js';
import { Quotas } from './plans/quota.service.js';

/** In place of `BillingModule` in tiers that sell nothing: the same providers, everything allowed, nothing counted, no routes. */
@Global()
@Module({
  providers: [
    { provide: Entitlements, useClass: OpenEntitlements },
    { provide: Quotas, useClass: OpenQuotas },
  ],
  exports: [Entitlements, Quotas],
})
export class OpenBillingModule {}
