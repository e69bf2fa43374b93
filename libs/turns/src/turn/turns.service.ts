import { Injectable } from '@nestjs/common';
import { currentSpan } from '@app/platform';
import type { TurnFrame } from '@app/protocol';
import type { UserSocket } from '../socket/user-socket.js';
import { Busy, TurnTaken } from '../turns.errors.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { TurnAdmission } from './turn-admission.js';
import { TurnLeases } from './turn-leases.js';
import { TurnOpening } from './turn-opening.js';
import { TurnReplay } from './turn-replay.js';
import { TurnRunner } from './turn-runner.js';

/** The way of a message: seen before or new, admitted, paid, stored, and then answered while the socket is free again. */
@Injectable()
export class TurnsService {
  constructor(
    private readonly admission: TurnAdmission,
    private readonly replay: TurnReplay,
    private readonly running: RunningTurns,
    private readonly opening: TurnOpening,
    private readonly runner: TurnRunner,
    private readonly leases: TurnLeases,
  ) {}

  /** Resolves when the turn is stored and its answer under way. */
  async start(frame: TurnFrame, socket: UserSocket): Promise<void> {
    await this.admission.requireAccess(socket.actor);
    if (await this.replay.answer(frame.id, socket)) return;
    const meanwhile = this.running.find(frame.id, socket.actor.id);
    if (meanwhile) return this.running.attach(meanwhile, socket);

    const turn = this.running.open(frame.id, socket);
    try {
      const stored = await this.opening.open(frame, socket.actor.id);
      turn.stored = stored;
      const running = this.runner.run(turn, stored, frame.model);
      currentSpan()?.until(running);
    } catch (thrown) {
      if (thrown instanceof TurnTaken) await this.follow(turn);
      else this.runner.refuse(turn, thrown);
    }
  }

  /** Stops a running turn of the user, wherever it runs; one that has ended already stays as it is. */
  async cancel(id: string, userId: string): Promise<void> {
    const turn = this.running.find(id, userId);
    if (turn) turn.cancel();
    else await this.leases.askToStop(id, userId);
  }

  /** Another instance was faster: everybody who waits here hears its answer instead. */
  private async follow(turn: RunningTurn): Promise<void> {
    this.running.close(turn);
    const answered = await Promise.all(turn.watchers().map((socket) => this.replay.answer(turn.id, socket)));
    if (answered.includes(false)) this.runner.refuse(turn, new Busy());
  }
}
