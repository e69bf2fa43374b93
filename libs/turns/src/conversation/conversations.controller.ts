import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { NotFound } from '@app/platform';
import { ConversationsView, ConversationSummary, ConversationView } from '@app/protocol';
import { z } from 'zod';
import { ConversationsService, TURN_ORDERS } from './conversations.service.js';
import { Title } from './title.js';

const PageQuery = z.strictObject({
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
type PageQuery = z.output<typeof PageQuery>;

const TurnsQuery = PageQuery.extend({ order: z.enum(TURN_ORDERS).default('oldest') });
type TurnsQuery = z.output<typeof TurnsQuery>;

const RenameRequest = z.strictObject({ title: Title }).meta({ id: 'RenameConversationRequest' });
type RenameRequest = z.output<typeof RenameRequest>;

/** An id that is none belongs to nothing; one in capitals is the same one. */
const idPipe = {
  transform(id: string): string {
    if (!z.uuid().safeParse(id).success) throw new NotFound('There is no such conversation.');
    return id.toLowerCase();
  },
};

@ApiTags('Turns')
@Controller('conversations')
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @ApiOperation({ operationId: 'listConversations', summary: 'The conversations, the last used first' })
  @ApiOkResponse({ standardSchema: ConversationsView })
  @Get()
  list(@CurrentActor() actor: Actor, @Query({ schema: PageQuery }) page: PageQuery): Promise<ConversationsView> {
    return this.conversations.list(actor.id, page);
  }

  @ApiOperation({
    operationId: 'getConversation',
    summary: 'One conversation with its turns, the oldest first or the newest',
  })
  @ApiOkResponse({ standardSchema: ConversationView })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @Get(':id')
  get(
    @CurrentActor() actor: Actor,
    @Param('id', idPipe) id: string,
    @Query({ schema: TurnsQuery }) page: TurnsQuery,
  ): Promise<ConversationView> {
    return this.conversations.get(actor.id, id, page);
  }

  @ApiOperation({ operationId: 'renameConversation', summary: 'Gives a conversation another title' })
  @ApiOkResponse({ standardSchema: ConversationSummary })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @Patch(':id')
  rename(
    @CurrentActor() actor: Actor,
    @Param('id', idPipe) id: string,
    @Body({ schema: RenameRequest }) { title }: RenameRequest,
  ): Promise<ConversationSummary> {
    return this.conversations.rename(actor.id, id, title);
  }

  @ApiOperation({
    operationId: 'deleteConversation',
    summary: 'Deletes a conversation; an answer that is being written stops',
  })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @Delete(':id')
  @HttpCode(204)
  async delete(@CurrentActor() actor: Actor, @Param('id', idPipe) id: string): Promise<void> {
    await this.conversations.delete(actor.id, id);
  }

  @ApiOperation({ operationId: 'deleteConversations', summary: 'Deletes all conversations' })
  @ApiNoContentResponse({ description: 'They are gone' })
  @Delete()
  @HttpCode(204)
  async deleteAll(@CurrentActor() actor: Actor): Promise<void> {
    await this.conversations.deleteAll(actor.id);
  }
}
