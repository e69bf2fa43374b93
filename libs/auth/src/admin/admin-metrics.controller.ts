import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RecentMetrics } from '@app/metrics';
import { RecentMetricsView } from '@app/protocol';
import { RequiresRole } from '../role/requires-role.js';

/** What the caller has already: samples of this instance up to this uptime. */
const RecentQuery = z.strictObject({
  instance: z.string().min(1).max(64).optional(),
  after: z.coerce.number().nonnegative().optional(),
});
type RecentQuery = z.output<typeof RecentQuery>;

/** How the instance that answers has been doing, for admins. */
@RequiresRole('admin')
@ApiTags('Administration')
@Controller('admin/metrics')
export class AdminMetricsController {
  constructor(private readonly metrics: RecentMetrics) {}

  @ApiOperation({
    operationId: 'getRecentMetrics',
    summary: 'How the instance that answers has been doing for an hour at most',
  })
  @ApiForbiddenResponse({ description: '`role_required`' })
  @Get('recent')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ standardSchema: RecentMetricsView })
  recent(@Query({ schema: RecentQuery }) query: RecentQuery): Promise<RecentMetricsView> {
    return this.metrics.read(query);
  }
}
