import type { FastifyReply, FastifyRequest } from 'fastify';

const MEDIA_TYPE = 'application/health+json';

interface Health {
  status: string;
  checks?: Record<string, { status: string }>;
  dependencies?: Record<string, string>;
}

/** What a check says, as one of its components: https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06 */
const component = (status: string, failed: 'fail' | 'warn') => [{ status: status === 'up' ? 'pass' : failed }];

/** Sends health in the words of the caller: `application/health+json` if it asks for that, else our own JSON. */
export function inWordsOf(request: FastifyRequest, reply: FastifyReply, health: Health): object {
  reply.header('vary', 'accept');
  if (!request.headers.accept?.includes(MEDIA_TYPE)) return health;
  reply.type(MEDIA_TYPE).serializer((answer: unknown) => JSON.stringify(answer));
  const { status, checks, dependencies = {} } = health;
  const passes = { status: status === 'ok' ? 'pass' : 'fail' };
  if (!checks) return passes;
  const own = Object.entries(checks).map(([name, { status: is }]) => [name, component(is, 'fail')] as const);
  // What we merely depend on is a warning, whatever is wrong with it.
  const others = Object.entries(dependencies).map(([name, is]) => [name, component(is, 'warn')] as const);
  return { ...passes, checks: Object.fromEntries([...own, ...others]) };
}
