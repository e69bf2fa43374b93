import { Body, Controller, Get, Param, Patch, Query, Req } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NotFound } from '@app/platform';
import { UpdateUserRequest, UsersView, UserView } from '@app/protocol';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { RequiresRole } from '../role/requires-role.js';
import { isUuid } from '../uuid.js';
import { AccountList } from './account-list.js';
import { Accounts } from './accounts.js';

const UsersQuery = z.strictObject({
  email: z.string().max(254).optional(),
  cursor: z.string().min(1).max(2000).optional(),
});
type UsersQuery = z.output<typeof UsersQuery>;

/** Everybody's accounts, for admins. */
@RequiresRole('admin')
@ApiTags('Administration')
@Controller('admin/users')
export class AdminUsersController {
  constructor(
    private readonly accounts: Accounts,
    private readonly accountList: AccountList,
  ) {}

  @ApiOperation({ operationId: 'listUsers', summary: 'The accounts, by address' })
  @ApiOkResponse({ standardSchema: UsersView })
  @ApiForbiddenResponse({ description: '`role_required`' })
  @Get()
  list(@Query({ schema: UsersQuery }) query: UsersQuery): Promise<UsersView> {
    return this.accountList.page(query);
  }

  @ApiOperation({ operationId: 'updateUser', summary: 'Gives an account another role, disables it or opens it again' })
  @ApiOkResponse({ standardSchema: UserView })
  @ApiForbiddenResponse({ description: '`role_required`' })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @ApiConflictResponse({ description: '`last_admin`' })
  @Patch(':id')
  async update(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body({ schema: UpdateUserRequest }) change: UpdateUserRequest,
    @Req() request: FastifyRequest,
  ): Promise<UserView> {
    if (!isUuid(id)) throw new NotFound('There is no such account.');
    const { user } = await this.accounts.update({ id }, change, { adminId: actor.id, request: request.raw });
    return user;
  }
}
