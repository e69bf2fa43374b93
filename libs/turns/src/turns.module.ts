import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LlmModule } from '@app/llm';
import { Conversation } from './conversation/conversation.entity.js';
import { ConversationData } from './conversation/conversation-data.js';
import { ConversationsController } from './conversation/conversations.controller.js';
import { ConversationsService } from './conversation/conversations.service.js';
import { EarlierTurns } from './conversation/earlier-turns.js';
import { History } from './conversation/history.js';
import { Guardrails } from './guardrails/guardrails.js';
import { ModelsController } from './models/models.controller.js';
import { FrameDispatcher } from './socket/frame-dispatcher.js';
import { FrameGate } from './socket/frame-gate.js';
import { FrameHandlers } from './socket/frame-handlers.js';
import { Heartbeat } from './socket/heartbeat.js';
import { OpenSockets } from './socket/open-sockets.js';
import { SocketDrain } from './socket/socket-drain.js';
import { SocketGateway } from './socket/socket-gateway.js';
import { SocketHost } from './socket/socket-host.js';
import { SocketPlaces } from './socket/socket-places.js';
import { SocketSweeper } from './socket/socket-sweeper.js';
import { RunningTurns } from './turn/running-turns.js';
import { TurnAdmission } from './turn/turn-admission.js';
import { Turn } from './turn/turn.entity.js';
import { TurnFrames } from './turn/turn.frames.js';
import { TurnOpening } from './turn/turn-opening.js';
import { TurnLeases } from './turn/turn-leases.js';
import { TurnRecovery } from './turn/turn-recovery.js';
import { TurnRelay } from './turn/turn-relay.js';
import { TurnReplay } from './turn/turn-replay.js';
import { TurnRunner } from './turn/turn-runner.js';
import { TurnStore } from './turn/turn.store.js';
import { TurnsService } from './turn/turns.service.js';

const sockets = [
  FrameDispatcher,
  FrameGate,
  FrameHandlers,
  Heartbeat,
  OpenSockets,
  SocketDrain,
  SocketGateway,
  SocketHost,
  SocketPlaces,
  SocketSweeper,
];
const turns = [
  Guardrails,
  RunningTurns,
  TurnAdmission,
  TurnFrames,
  TurnOpening,
  TurnLeases,
  TurnRecovery,
  TurnRelay,
  TurnReplay,
  TurnRunner,
  TurnsService,
  TurnStore,
];
const conversations = [ConversationData, ConversationsService, EarlierTurns, History];

/** The product: the socket at `/ws`, one turn from its text to the streamed answer, and the conversations they make. */
@Module({
  imports: [DiscoveryModule, LlmModule, TypeOrmModule.forFeature([Conversation, Turn])],
  controllers: [ConversationsController, ModelsController],
  providers: [...sockets, ...turns, ...conversations],
})
export class TurnsModule {}
