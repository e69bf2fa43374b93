import { Injectable } from '@nestjs/common';
import { Drain } from '@app/platform';
import { ShuttingDown } from '@app/security';
import type { UserSocket } from '../socket/user-socket.js';
import { Busy, InvalidMessage, TooManyTurns } from '../turns.errors.js';
import { turnsInProgress } from '../turns.metrics.js';
import { RunningTurn } from './running-turn.js';

/** So many turns of one user may run at once, over all instances. */
export const MOST_PER_USER = 3;

/** One that is stored, so that others may know of it. */
export type RunningAttempt = RunningTurn & { stored: NonNullable<RunningTurn['stored']> };

/** The turns that this process is answering. */
@Injectable()
export class RunningTurns {
  private readonly turns = new Map<string, RunningTurn>();
  private idle = Promise.withResolvers<void>();

  constructor(private readonly drain: Drain) {}

  /** The running turn with this id. Throws when it is somebody else's. */
  find(id: string, userId: string): RunningTurn | null {
    const turn = this.turns.get(id);
    if (turn && turn.userId !== userId) throw new InvalidMessage('This turn id cannot be used.');
    return turn ?? null;
  }

  /** Lets the socket watch a turn that runs already. */
  attach(turn: RunningTurn, socket: UserSocket, seq = 0): void {
    if (turn.isReadBy(socket)) return;
    this.requireIdle(socket);
    turn.attach(socket, seq);
  }

  /** Begins a turn, watched by the socket. Throws when there are too many, or when nothing new may begin. */
  open(id: string, socket: UserSocket): RunningTurn {
    if (this.drain.isDraining()) throw new ShuttingDown();
    this.requireIdle(socket);
    const ofUser = [...this.turns.values()].filter(({ userId }) => userId === socket.actor.id);
    if (ofUser.length >= MOST_PER_USER) throw new TooManyTurns();
    const turn = new RunningTurn(id, socket.actor.id);
    turn.attach(socket);
    this.turns.set(id, turn);
    turnsInProgress.set({}, this.turns.size);
    return turn;
  }

  close(turn: RunningTurn): void {
    if (this.turns.get(turn.id) === turn) this.turns.delete(turn.id);
    turnsInProgress.set({}, this.turns.size);
    if (this.turns.size === 0) {
      this.idle.resolve();
      this.idle = Promise.withResolvers();
    }
  }

  cancelThoseOf(conversationId: string): void {
    for (const turn of this.turns.values()) if (turn.stored?.conversationId === conversationId) turn.cancel();
  }

  /** The attempts under way that are stored. */
  attempts(): RunningAttempt[] {
    return [...this.turns.values()].filter((turn): turn is RunningAttempt => turn.stored !== undefined);
  }

  cutOffAll(): void {
    for (const turn of this.turns.values()) turn.cutOff();
  }

  /** Resolves when nothing runs any more. */
  async ended(): Promise<void> {
    if (this.turns.size > 0) await this.idle.promise;
  }

  /** Throws when the socket waits for an answer already, from here or from another instance. */
  requireIdle(socket: UserSocket): void {
    if (socket.following) throw new Busy();
    for (const turn of this.turns.values()) if (turn.isReadBy(socket)) throw new Busy();
  }
}
