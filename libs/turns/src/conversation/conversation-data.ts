import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { inPages, PersonalData } from '@app/auth';
import { DataSource } from 'typeorm';
import { Turn } from '../turn/turn.entity.js';
import { Conversation } from './conversation.entity.js';

/** Texts and answers may be long. */
const TURNS_AT_ONCE = 20;
const CONVERSATIONS_AT_ONCE = 100;

/** What this library keeps of a person: their conversations with every turn. */
@Injectable()
export class ConversationData implements OnModuleInit {
  constructor(
    private readonly data: PersonalData,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.data.add('conversations', (userId) => this.conversations(userId));
  }

  /** The last used last: one that is used meanwhile comes again at the end, and none is left out. */
  private async *conversations(userId: string): AsyncGenerator<object> {
    const pages = inPages<Conversation>(CONVERSATIONS_AT_ONCE, (last, size) => {
      const query = this.dataSource.manager
        .createQueryBuilder(Conversation, 'c')
        .where('c.userId = :userId', { userId });
      if (last) {
        query.andWhere('(c.updatedAt, c.id) > (:at::timestamptz, :id::uuid)', { at: last.updatedAt, id: last.id });
      }
      return query.orderBy('c.updatedAt').addOrderBy('c.id').limit(size).getMany();
    });
    for await (const { id, title, createdAt, updatedAt } of pages) {
      yield { id, title, createdAt, updatedAt, turns: () => this.turns(id) };
    }
  }

  private async *turns(conversationId: string): AsyncGenerator<object> {
    const pages = inPages<Turn>(TURNS_AT_ONCE, (last, size) => {
      const query = this.dataSource.manager
        .createQueryBuilder(Turn, 't')
        .where('t.conversationId = :conversationId', { conversationId });
      if (last) {
        query.andWhere('(t.createdAt, t.id) > (:at::timestamptz, :id::uuid)', { at: last.createdAt, id: last.id });
      }
      return query.orderBy('t.createdAt').addOrderBy('t.id').limit(size).getMany();
    });
    for await (const turn of pages) {
      const { id, text, answer, status, model, errorCode, createdAt, startedAt, endedAt } = turn;
      yield { id, text, answer, status, model, usage: turn.usage(), errorCode, createdAt, startedAt, endedAt };
    }
  }
}
