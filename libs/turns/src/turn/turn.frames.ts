import { Injectable } from '@nestjs/common';
import { ModelClient } from '@app/llm';
import { CancelFrame, TurnFrame } from '@app/protocol';
import { OnFrame } from '../socket/on-frame.js';
import type { UserSocket } from '../socket/user-socket.js';
import { BadFrame } from '../turns.errors.js';
import { TurnsService } from './turns.service.js';

/** The frames that a client may send. */
@Injectable()
export class TurnFrames {
  constructor(
    private readonly turns: TurnsService,
    private readonly model: ModelClient,
  ) {}

  @OnFrame('turn', TurnFrame)
  start(frame: TurnFrame, socket: UserSocket): Promise<void> {
    if (!this.model.find(frame.model)) throw new BadFrame();
    return this.turns.start(frame, socket);
  }

  @OnFrame('cancel', CancelFrame)
  cancel({ id }: CancelFrame, socket: UserSocket): Promise<void> {
    return this.turns.cancel(id, socket.actor.id);
  }
}
