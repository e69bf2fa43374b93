import { Controller, Get, Query } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AuditEventsView } from '@app/protocol';
import { AuditReader } from '@app/security';
import { RequiresRole } from '../role/requires-role.js';
import { isUuid } from '../uuid.js';

const Id = z.string().refine(isUuid, 'must be the id of an account');
const Time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  // What the database takes, too.
  .pipe(z.date().min(new Date('1970-01-01')).max(new Date('9999-12-31')));

const AuditQuery = z.strictObject({
  action: z
    .string()
    .max(100)
    .regex(/^[a-z_]+(\.[a-z_]+)*\.?$/, 'must be an action, or the beginning of one up to a dot')
    .optional(),
  actor: Id.optional(),
  subject: Id.optional(),
  from: Time.optional(),
  to: Time.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(200).optional(),
});
type AuditQuery = z.output<typeof AuditQuery>;

/** What somebody may have to account for, for admins to read. */
@RequiresRole('admin')
@ApiTags('Administration')
@Controller('admin/audit')
export class AdminAuditController {
  constructor(private readonly audit: AuditReader) {}

  @ApiOperation({ operationId: 'listAuditEvents', summary: 'What somebody may have to account for, newest first' })
  @ApiOkResponse({ standardSchema: AuditEventsView })
  @ApiForbiddenResponse({ description: '`role_required`' })
  @Get()
  list(@Query({ schema: AuditQuery }) query: AuditQuery): Promise<AuditEventsView> {
    return this.audit.page(query);
  }
}
