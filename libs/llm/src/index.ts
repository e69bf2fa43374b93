export { LlmConfig } from './llm.config.js';
export { LlmTimeout, LlmUnavailable, type LlmFailure } from './llm.errors.js';
export { LlmModule } from './llm.module.js';
export {
  ModelClient,
  type ModelChunk,
  type ModelInfo,
  type ModelMessage,
  type ModelRequest,
  type ModelUsage,
} from './model-client.js';
