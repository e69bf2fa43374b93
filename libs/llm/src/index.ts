export { LlmConfig } from './llm.config.js';
export { LlmTimeout, LlmUnavailable, type LlmFailure } from './llm.errors.js';
export { LlmModule } from './llm.module.js';
export { ModelClient, type ModelChunk, type ModelMessage, type ModelRequest, type ModelTier } from './model-client.js';
