import type { ErrorFrame, Problem } from '@app/protocol';
import type { AppError, ErrorKind } from './app-error.js';

const STATUS: Record<ErrorKind, [status: number, title: string]> = {
  invalid: [400, 'Bad Request'],
  unauthenticated: [401, 'Unauthorized'],
  payment_required: [402, 'Payment Required'],
  forbidden: [403, 'Forbidden'],
  not_found: [404, 'Not Found'],
  conflict: [409, 'Conflict'],
  too_large: [413, 'Content Too Large'],
  unsupported_media_type: [415, 'Unsupported Media Type'],
  too_many: [429, 'Too Many Requests'],
  internal: [500, 'Internal Server Error'],
  unavailable: [503, 'Service Unavailable'],
};

/** An error as RFC 9457 problem details. */
export function toProblem(error: AppError, requestId: string): Problem {
  const [status, title] = STATUS[error.kind];
  const { code, message: detail } = error;
  return { ...error.details, type: `urn:turnpike:problem:${code}`, title, status, detail, code, requestId };
}

/** An error as a frame of the socket; `id` is the turn it belongs to. */
export function toErrorFrame(error: AppError, requestId: string, id?: string): ErrorFrame {
  const { code, message, details } = error;
  return { ...details, type: 'error', ...(id ? { id } : {}), code, message, requestId };
}
