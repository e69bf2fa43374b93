export { frameBytes, RawWebSocket } from './raw-web-socket.js';
export { TestSocket } from './test-socket.js';
export { TurnsApp, type TurnsAppOptions } from './turns-app.js';
