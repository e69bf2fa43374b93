import { Module, type NestModule } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { HealthReports } from '@app/metrics';
import { HttpRules } from './http-rules.js';
import { AllowedOrigins } from './origin/allowed-origins.js';
import { LoopLag } from './overload/loop-lag.js';
import { Overload } from './overload/overload.js';
import { chooseStore } from './rate-limit/choose-store.js';
import { RateLimits } from './rate-limit/rate-limits.js';
import { RequestLimits } from './rate-limit/request-limits.js';
import { StoreWatch } from './rate-limit/store-watch.js';
import { SecurityConfig } from './security.config.js';
import { RefusedHandshakes } from './upgrade/refused-handshakes.js';
import { UpgradeRouter } from './upgrade/upgrade-router.js';

const optional = (token: unknown) => ({ token, optional: true }) as { token: string; optional: true };

/** Where instances count together, if they do. */
const store = {
  provide: StoreWatch,
  inject: [SecurityConfig, optional(getDataSourceToken()), optional(HealthReports)],
  useFactory: chooseStore,
};

/** What every request and every handshake passes; it needs no database unless rate limits are counted there. */
@Module({
  providers: [
    AllowedOrigins,
    HttpRules,
    LoopLag,
    Overload,
    RateLimits,
    RefusedHandshakes,
    RequestLimits,
    store,
    UpgradeRouter,
  ],
  exports: [RateLimits, RequestLimits, UpgradeRouter],
})
export class HttpSecurityModule implements NestModule {
  constructor(private readonly rules: HttpRules) {}

  // Of the moments Nest offers, this is the one before it makes the routes.
  configure(): void {
    this.rules.install();
  }
}
