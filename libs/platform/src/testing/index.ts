export { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded-postgres.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { testConfig } from './test-config.js';
export { eventually } from './eventually.js';
export { layWire, type Wire } from './wire.js';
