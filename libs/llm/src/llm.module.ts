import { Module } from '@nestjs/common';
import { ModelClient } from './model-client.js';
import { Providers } from './providers/providers.js';
import { ResilientModelClient } from './resilience/resilient-model-client.js';

/** How a model is called: `ModelClient`, whatever the provider and the wire protocol behind it. */
@Module({
  providers: [Providers, { provide: ModelClient, useClass: ResilientModelClient }],
  exports: [ModelClient],
})
export class LlmModule {}
