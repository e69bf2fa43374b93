export { Conversation } from './conversation/conversation.entity.js';
export { OnFrame } from './socket/on-frame.js';
export { SocketsConfig } from './socket/sockets.config.js';
export type { UserSocket } from './socket/user-socket.js';
export { Turn } from './turn/turn.entity.js';
export { TurnsConfig } from './turns.config.js';
export { TurnsModule } from './turns.module.js';
