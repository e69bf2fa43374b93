export { TestSocket } from './test-socket.js';
export { TurnsApp, type TurnsAppOptions } from './turns-app.js';
