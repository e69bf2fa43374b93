export { withCalmLoop } from './calm-loop.js';
export { startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN } from './hardened-app.js';
export { faultsOf, headerFaultsOf, problemFaultsOf } from './answer-faults.js';
export { NAUGHTY_BODIES, NAUGHTY_STRINGS } from './naughty-strings.js';
export { bytesOf, converse, speak, type RawAnswer, type RawRequest } from './raw-socket.js';
