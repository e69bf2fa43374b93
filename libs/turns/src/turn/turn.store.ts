import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { NotFound } from '@app/platform';
import type { TurnStatus, Usage } from '@app/protocol';
import { DataSource, type EntityManager, type Repository } from 'typeorm';
import { Conversation } from '../conversation/conversation.entity.js';
import { titleOf } from '../conversation/title.js';
import { TurnTaken } from '../turns.errors.js';
import { requireRoom } from './room-for-turns.js';
import { LEASE } from './turn-leases.js';
import { Turn } from './turn.entity.js';

/** What is stored before the model is asked. */
export interface NewTurn {
  id: string;
  userId: string;
  attemptId: string;
  conversationId?: string;
  text: string;
  model: string;
}

export interface TurnEnd {
  status: Exclude<TurnStatus, 'running'>;
  deltas: string[];
  usage: Usage;
  errorCode?: string;
}

type Attempt = Pick<Turn, 'id' | 'attemptId'>;
/** With the model that answered in the end. */
type EndedAttempt = Attempt & Pick<Turn, 'model'>;

/** Writes and reads turns. Only a turn's latest attempt may change it, and only while it runs. */
@Injectable()
export class TurnStore {
  private readonly turns: Repository<Turn>;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    this.turns = dataSource.getRepository(Turn);
  }

  /** The turn, with its id as the caller writes it: some clients use capitals, and look for them in the answer. */
  async find(id: string): Promise<Turn | null> {
    const turn = await this.turns.findOneBy({ id });
    return turn && Object.assign(turn, { id });
  }

  /**
   * Stores a turn as running, in a conversation of its own if it names none. Throws `TurnTaken` when it runs elsewhere,
   * and `TooManyTurns` when as many of the user's run, over all instances, as may.
   * `pay` comes last, in the same transaction: what it throws leaves nothing behind.
   */
  begin(turn: NewTurn, pay: (transaction: EntityManager) => Promise<void>): Promise<Turn> {
    return this.dataSource.transaction(async (manager) => {
      const earlier = await manager.findOne(Turn, { where: { id: turn.id }, lock: { mode: 'pessimistic_write' } });
      const begun = earlier ? await this.tryAgain(manager, earlier, turn) : await this.insert(manager, turn);
      await requireRoom(manager, turn.userId);
      await pay(manager);
      return begun;
    });
  }

  /** Keeps what there is of an answer, so that it can be read elsewhere. */
  async keep({ id, attemptId }: Attempt, deltas: string[]): Promise<void> {
    await this.turns.update({ id, attemptId, status: 'running' }, answerOf(deltas));
  }

  /** False when somebody else has ended it, or it is gone. */
  async end({ id, attemptId, model }: EndedAttempt, { status, deltas, usage, errorCode }: TurnEnd): Promise<boolean> {
    const values = {
      status,
      model,
      ...answerOf(deltas),
      ...usage,
      errorCode: errorCode ?? null,
      endedAt: () => 'now()',
    };
    const { affected } = await this.turns.update({ id, attemptId, status: 'running' }, values);
    return affected === 1;
  }

  private async insert(manager: EntityManager, turn: NewTurn): Promise<Turn> {
    const conversationId = await this.conversationFor(manager, turn);
    const { text, model, id, userId, attemptId } = turn;
    const values = { id, userId, attemptId, conversationId, text, model, leaseUntil: LEASE };
    const query = manager.createQueryBuilder().insert().into(Turn).values(values).orIgnore().returning('id');
    const { raw } = await query.execute();
    if ((raw as unknown[]).length === 0) throw new TurnTaken();
    return manager.findOneByOrFail(Turn, { id });
  }

  private async tryAgain(
    manager: EntityManager,
    earlier: Turn,
    { attemptId, userId, text, model }: NewTurn,
  ): Promise<Turn> {
    if (earlier.status !== 'failed' || earlier.userId !== userId) throw new TurnTaken();
    const { id, conversationId } = earlier;
    const fresh = {
      answer: '',
      deltaLengths: [],
      inputTokens: null,
      outputTokens: null,
      errorCode: null,
      endedAt: null,
    };
    const values = { attemptId, status: 'running' as const, text, model, ...fresh, startedAt: () => 'now()' };
    await manager.update(Turn, { id }, { ...values, stopAsked: false, leaseUntil: LEASE });
    await manager.update(Conversation, { id: conversationId }, { updatedAt: () => 'now()' });
    return manager.findOneByOrFail(Turn, { id });
  }

  private async conversationFor(manager: EntityManager, { conversationId, userId, text }: NewTurn): Promise<string> {
    if (!conversationId) return (await manager.save(manager.create(Conversation, { userId, title: titleOf(text) }))).id;
    const known = { id: conversationId, userId };
    const { affected } = await manager.update(Conversation, known, { updatedAt: () => 'now()' });
    if (affected !== 1) throw new NotFound('There is no such conversation.');
    return conversationId;
  }
}

const answerOf = (deltas: string[]) => ({ answer: deltas.join(''), deltaLengths: deltas.map(({ length }) => length) });
