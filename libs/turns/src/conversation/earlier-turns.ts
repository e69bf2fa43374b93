import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Turn } from '../turn/turn.entity.js';

/** Whatever their length, more earlier turns than this do not help. */
const MOST_TURNS = 50;
/** Few long ones fill a budget, and nobody should read fifty of those to send three. */
const AT_ONCE = 10;

export type EarlierTurn = Pick<Turn, 'text' | 'answer' | 'outputTokens'>;

/** Reads what else was said in a conversation. */
@Injectable()
export class EarlierTurns {
  constructor(@InjectRepository(Turn) private readonly turns: Repository<Turn>) {}

  /** The newest of the turns beside this one that have an answer, newest first, read as they are asked for. */
  async *beside(turn: Pick<Turn, 'id' | 'conversationId'>): AsyncGenerator<EarlierTurn> {
    let last: Turn | undefined;
    for (let read = 0; read < MOST_TURNS; read += AT_ONCE) {
      const page = await this.page(turn, last);
      yield* page;
      last = page.at(-1);
      if (page.length < AT_ONCE) return;
    }
  }

  private page({ id, conversationId }: Pick<Turn, 'id' | 'conversationId'>, last?: Turn): Promise<Turn[]> {
    const query = this.turns
      .createQueryBuilder('t')
      .select(['t.id', 't.text', 't.answer', 't.outputTokens', 't.createdAt'])
      .where('t.conversationId = :conversationId AND t.id <> :id', { conversationId, id })
      .andWhere(`t.status IN ('completed', 'cancelled') AND t.answer <> ''`);
    if (last)
      query.andWhere('(t.createdAt, t.id) < (:at::timestamptz, :last::uuid)', { at: last.createdAt, last: last.id });
    return query.orderBy('t.createdAt', 'DESC').addOrderBy('t.id', 'DESC').limit(AT_ONCE).getMany();
  }
}
