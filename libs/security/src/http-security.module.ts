import { Module, type NestModule } from '@nestjs/common';
import { HttpRules } from './http-rules.js';
import { AllowedOrigins } from './origin/allowed-origins.js';
import { RateLimits } from './rate-limit/rate-limits.js';
import { RefusedHandshakes } from './upgrade/refused-handshakes.js';
import { UpgradeRouter } from './upgrade/upgrade-router.js';

/** What every request and every handshake passes; it needs no database. */
@Module({
  providers: [AllowedOrigins, HttpRules, RateLimits, RefusedHandshakes, UpgradeRouter],
  exports: [RateLimits, UpgradeRouter],
})
export class HttpSecurityModule implements NestModule {
  constructor(private readonly rules: HttpRules) {}

  // Of the moments Nest offers, this is the one before it makes the routes.
  configure(): void {
    this.rules.install();
  }
}
