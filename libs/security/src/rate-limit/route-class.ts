import type { FastifyRequest } from 'fastify';

/** What requests are limited as: `auth` signs somebody in or up and costs most, `none` is not limited. */
export type RouteClass = 'read' | 'write' | 'auth' | 'none';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What load balancers and Prometheus ask, and files. */
const NOT_LIMITED = /^\/(?:health(?:\/.*)?|metrics|\*)$/;
const SIGN_IN = /^\/auth\//;
/** On the way to and from a provider even a GET writes and calls others. */
const SIGN_IN_ELSEWHERE = /^\/auth\/oauth\//;

/** By what Fastify keeps once for each route. */
const known = new WeakMap<object, RouteClass>();

/** The class of the route that answers a request; where there is none, of the method. */
export function classOf(request: FastifyRequest): RouteClass {
  const { url, method, config } = request.routeOptions;
  if (url === undefined) return SAFE.has(request.method) ? 'read' : 'write';
  let found = known.get(config);
  if (!found) known.set(config, (found = classOfRoute(url, [method].flat(), config as { crossOrigin?: boolean })));
  return found;
}

/** Calls of other servers are not limited: a webhook that is refused comes back hours later. */
function classOfRoute(url: string, methods: string[], config: { crossOrigin?: boolean }): RouteClass {
  if (config.crossOrigin || NOT_LIMITED.test(url)) return 'none';
  const isRead = methods.every((method) => SAFE.has(method));
  if (SIGN_IN_ELSEWHERE.test(url) || (SIGN_IN.test(url) && !isRead)) return 'auth';
  return isRead ? 'read' : 'write';
}
