import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { NotFound } from '@app/platform';
import type { ConversationsView, ConversationSummary, ConversationView, TurnView } from '@app/protocol';
import { Repository } from 'typeorm';
import { RunningTurns } from '../turn/running-turns.js';
import { Turn } from '../turn/turn.entity.js';
import { Conversation } from './conversation.entity.js';
import { fromCursor, toCursor } from './cursor.js';

/** The name of the list in its cursors; a conversation's turns go by its id. */
const LIST = 'conversations';

/** Which turn of a conversation comes first. */
export const TURN_ORDERS = ['oldest', 'newest'] as const;

export interface Page {
  cursor?: string;
  limit: number;
}

export interface TurnsPage extends Page {
  order: (typeof TURN_ORDERS)[number];
}

/** A user's own conversations. Somebody else's are as good as absent. */
@Injectable()
export class ConversationsService {
  constructor(
    @InjectRepository(Conversation) private readonly conversations: Repository<Conversation>,
    @InjectRepository(Turn) private readonly turns: Repository<Turn>,
    private readonly running: RunningTurns,
  ) {}

  /** The last used first. */
  async list(userId: string, { cursor, limit }: Page): Promise<ConversationsView> {
    const query = this.conversations.createQueryBuilder('c').where('c.userId = :userId', { userId });
    if (cursor) query.andWhere('(c.updatedAt, c.id) < (:at::timestamptz, :id::uuid)', fromCursor(LIST, cursor));
    const rows = await query
      .orderBy('c.updatedAt', 'DESC')
      .addOrderBy('c.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    const { page, nextCursor } = cut(rows, limit, ({ updatedAt, id }) => toCursor(LIST, { at: updatedAt, id }));
    return { conversations: page.map(summaryOf), nextCursor };
  }

  /** One conversation with a page of its turns. A cursor goes on in the order in which it was given. */
  async get(userId: string, id: string, { cursor, limit, order }: TurnsPage): Promise<ConversationView> {
    const { title } = await this.getOwn(userId, id);
    const [list, after, direction] =
      order === 'oldest' ? ([id, '>', 'ASC'] as const) : ([`newest_${id}`, '<', 'DESC'] as const);
    const query = this.turns.createQueryBuilder('t').where('t.conversationId = :conversation', { conversation: id });
    if (cursor) query.andWhere(`(t.createdAt, t.id) ${after} (:at::timestamptz, :id::uuid)`, fromCursor(list, cursor));
    const rows = await query
      .orderBy('t.createdAt', direction)
      .addOrderBy('t.id', direction)
      .limit(limit + 1)
      .getMany();
    const { page, nextCursor } = cut(rows, limit, (turn) => toCursor(list, { at: turn.createdAt, id: turn.id }));
    return { id, title, turns: page.map(viewOf), nextCursor };
  }

  /** Gives it another title, where it stands in the list. */
  async rename(userId: string, id: string, title: string): Promise<ConversationSummary> {
    await this.conversations.update({ id, userId }, { title });
    return summaryOf(await this.getOwn(userId, id));
  }

  /** Deletes it with all its turns; one that is being answered stops. */
  async delete(userId: string, id: string): Promise<void> {
    const { affected } = await this.conversations.delete({ id, userId });
    if (affected !== 1) throw new NotFound('There is no such conversation.');
    this.running.cancelThoseOf(id);
  }

  /** The same with all that the user has. */
  async deleteAll(userId: string): Promise<void> {
    const query = this.conversations.createQueryBuilder().delete().where('userId = :userId', { userId });
    const { raw } = await query.returning('id').execute();
    for (const { id } of raw as { id: string }[]) this.running.cancelThoseOf(id);
  }

  private async getOwn(userId: string, id: string): Promise<Conversation> {
    const conversation = await this.conversations.findOneBy({ id, userId });
    if (!conversation) throw new NotFound('There is no such conversation.');
    return conversation;
  }
}

/** `rows` holds one more than the page if there is a next one. */
function cut<T>(rows: T[], limit: number, cursorOf: (row: T) => string) {
  const page = rows.slice(0, limit);
  return { page, nextCursor: rows.length > limit ? cursorOf(page.at(-1)!) : null };
}

const summaryOf = ({ id, title, updatedAt }: Conversation): ConversationSummary => ({
  id,
  title,
  updatedAt: updatedAt.toISOString(),
});

function viewOf(turn: Turn): TurnView {
  const { id, text, answer, status, createdAt } = turn;
  return { id, text, answer, status, usage: turn.usage(), createdAt: createdAt.toISOString() };
}
