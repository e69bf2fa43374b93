export { startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN } from './hardened-app.js';
export { faultsOf } from './answer-faults.js';
export { NAUGHTY_BODIES, NAUGHTY_STRINGS } from './naughty-strings.js';
export { bytesOf, speak, type RawAnswer, type RawRequest } from './raw-socket.js';
