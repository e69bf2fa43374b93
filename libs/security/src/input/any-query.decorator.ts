import { RouteConfig } from '@nestjs/platform-fastify';

/**
 * Leaves the query to a handler that has an answer to whatever it holds: where a browser is only passing through, a
 * problem document would be the end of its way.
 */
export const AnyQuery = (): MethodDecorator => RouteConfig({ anyQuery: true });
