import type { FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';

/** The status that stands for a caller who did not wait for the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

/** The status of an answer that has ended, however it did. */
export const statusOf = (response: ServerResponse): number =>
  response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;

/** The route's template, for logs as for metrics, and never the path: paths are made by callers. */
export function routeOf(routed: FastifyRequest | undefined, status: number): string {
  const template = routed && !routed.is404 ? routed.routeOptions.url : undefined;
  if (template === undefined) return '<unmatched>';
  if (!template.endsWith('*')) return template;
  return status === 404 ? '<unmatched>' : '<static>';
}
