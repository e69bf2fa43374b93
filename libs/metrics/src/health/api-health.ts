import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';
import { MEDIA_TYPE } from './health-json.js';
import { StandardHealthView } from './health-views.js';

/** Describes an answer that comes in two media types, and so in two shapes. */
export const ApiHealth = (status: number, description: string, own: z.ZodType) =>
  ApiResponse({
    status,
    description,
    content: { 'application/json': contentOf(own), [MEDIA_TYPE]: contentOf(StandardHealthView) },
  } as ApiResponseOptions);

function contentOf(view: z.ZodType) {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(view, { io: 'input' });
  return { schema };
}
