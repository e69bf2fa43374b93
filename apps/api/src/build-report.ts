import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { BillingConfig, stripeModeOf } from '@app/billing';
import { LlmConfig } from '@app/llm';
import { describeBuild } from '@app/metrics';
import { PlatformConfig } from '@app/platform';
import { findUpwards } from './find-upwards.js';

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
      version: process.env.npm_package_version ?? packageVersion(),
      revision: process.env.GIT_REVISION ?? 'unknown',
      tier: this.platform.tier,
      stripeMode: this.billing ? stripeModeOf(this.billing) : 'none',
      llm: this.llm.llm.models.standard,
    });
  }
}

function packageVersion(): string {
  const file = findUpwards('package.json');
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown';
}
