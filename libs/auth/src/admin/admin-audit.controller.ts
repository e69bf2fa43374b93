import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { AuditReader, type AuditEventView } from '@app/security';
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
@Controller('admin/audit')
export class AdminAuditController {
  constructor(private readonly audit: AuditReader) {}

  @Get()
  list(
    @Query({ schema: AuditQuery }) query: AuditQuery,
  ): Promise<{ events: AuditEventView[]; nextCursor: string | null }> {
    return this.audit.page(query);
  }
}
