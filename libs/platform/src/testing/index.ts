export { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded-postgres.js';
export { eventually } from './eventually.js';
export { fairTimeOf } from './fair-time.js';
export { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
export { testConfig } from './test-config.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { layWire, type Wire } from './wire.js';
