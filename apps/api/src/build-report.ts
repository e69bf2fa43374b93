import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { BillingConfig, stripeModeOf } from '@app/billing';
import { LlmConfig } from '@app/llm';
import { describeBuild } from '@app/metrics';
import { PlatformConfig } from '@app/platform';
import { programVersion } from './program-version.js';

/** Tells `/metrics` which build runs and how it is configured. */
@Injectable()
export class BuildReport implements OnModuleInit {
  constructor(
    private readonly platform: PlatformConfig,
    private readonly llm: LlmConfig,
    @Optional() @Inject(BillingConfig) private readonly billing?: BillingConfig,
  ) {}

  onModuleInit(): void {
    describeBuild({
      version: programVersion(),
      revision: process.env.GIT_REVISION ?? 'unknown',
      tier: this.platform.tier,
      stripeMode: this.billing ? stripeModeOf(this.billing) : 'none',
      llm: this.llm.llm.models.standard,
    });
  }
}
