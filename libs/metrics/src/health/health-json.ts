import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HealthView, StandardHealthView } from './health-views.js';

/** Of a draft that never became a standard, and that load balancers know all the same. */
export const MEDIA_TYPE = 'application/health+json';

type Health = Omit<HealthView, 'config_loaded'>;

/** What a check says, as one of its components: https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06 */
const component = (status: string, failed: 'fail' | 'warn') => [
  { status: status === 'up' ? ('pass' as const) : failed },
];

/** Sends health in the words of the caller: `application/health+json` if it asks for that, else our own JSON. */
export function inWordsOf(request: FastifyRequest, reply: FastifyReply, health: Health): Health | StandardHealthView {
  reply.header('vary', 'accept');
  if (!request.headers.accept?.includes(MEDIA_TYPE)) return health;
  reply.type(MEDIA_TYPE).serializer((answer: unknown) => JSON.stringify(answer));
  const { status, checks, dependencies = {} } = health;
  const passes = { status: status === 'ok' ? ('pass' as const) : ('fail' as const) };
  if (!checks) return passes;
  const own = Object.entries(checks).map(([name, { status: is }]) => [name, component(is, 'fail')] as const);
  // What we merely depend on is a warning, whatever is wrong with it.
  const others = Object.entries(dependencies).map(([name, is]) => [name, component(is, 'warn')] as const);
  return { ...passes, checks: Object.fromEntries([...own, ...others]) };
}
