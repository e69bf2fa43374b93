import { z } from 'zod';

/** An error as it crosses the wire: RFC 9457 problem details, with a code that never changes. Some codes say more. */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('Words that a user can read'),
    code: z.string().describe('What went wrong, for programs; a code never changes'),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Where the request is not valid'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof Problem>;
