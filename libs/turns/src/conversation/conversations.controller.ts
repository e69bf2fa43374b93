import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import { NotFound } from '@app/platform';
import { z } from 'zod';
import { ConversationsService } from './conversations.service.js';
import { Title } from './title.js';

const PageQuery = z.strictObject({
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
type PageQuery = z.output<typeof PageQuery>;

const RenameRequest = z.strictObject({ title: Title });
type RenameRequest = z.output<typeof RenameRequest>;

/** An id that is none belongs to nothing; one in capitals is the same one. */
const idPipe = {
  transform(id: string): string {
    if (!z.uuid().safeParse(id).success) throw new NotFound('There is no such conversation.');
    return id.toLowerCase();
  },
};

@Controller('conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.conversations.list(actor.id, page);
  }

  @Get(':id')
  get(@CurrentActor() actor: Actor, @Param('id', idPipe) id: string, @Query({ schema: PageQuery }) page: PageQuery) {
    return this.conversations.get(actor.id, id, page);
  }

  @Patch(':id')
  rename(
    @CurrentActor() actor: Actor,
    @Param('id', idPipe) id: string,
    @Body({ schema: RenameRequest }) { title }: RenameRequest,
  ) {
    return this.conversations.rename(actor.id, id, title);
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@CurrentActor() actor: Actor, @Param('id', idPipe) id: string): Promise<void> {
    await this.conversations.delete(actor.id, id);
  }

  @Delete()
  @HttpCode(204)
  async deleteAll(@CurrentActor() actor: Actor): Promise<void> {
    await this.conversations.deleteAll(actor.id);
  }
}
