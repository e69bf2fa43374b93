export { startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN } from './hardened-app.js';
export { speak, type RawAnswer } from './raw-socket.js';
