import { Global, Module } from '@nestjs/common';
import { Entitlements } from './plans/entitlements.service.js';
import { Metering } from './meter/metering.service.js';
import { OpenMetering } from './meter/open-metering.js';
import { BillingData } from './personal-data/billing-data.js';
import { OpenEntitlements, OpenQuotas } from './plans/open-plans.js';
import { Quotas } from './plans/quota.service.js';

/** In place of `BillingModule` in tiers that sell nothing: the same providers, everything allowed, nothing counted, no routes. */
@Global()
@Module({
  providers: [
    // What was kept of somebody while there was something for sale is theirs all the same.
    BillingData,
    { provide: Entitlements, useClass: OpenEntitlements },
    { provide: Quotas, useClass: OpenQuotas },
    { provide: Metering, useClass: OpenMetering },
  ],
  exports: [Entitlements, Quotas, Metering],
})
export class OpenBillingModule {}
