import { Module } from '@nestjs/common';
import { ModelClient } from './model-client.js';
import { ModelProtocol } from './protocols/model-protocol.js';
import { OpenAiChat } from './protocols/openai-chat.js';
import { ResilientModelClient } from './resilience/resilient-model-client.js';

/** How a model is called: `ModelClient`, whatever the wire protocol behind it. */
@Module({
  providers: [
    { provide: ModelProtocol, useClass: OpenAiChat },
    { provide: ModelClient, useClass: ResilientModelClient },
  ],
  exports: [ModelClient],
})
export class LlmModule {}
