import { RouteConfig } from '@nestjs/platform-fastify';

/**
 * Opens a handler to other servers, which prove who they are by something else than a cookie: a webhook's signature.
 * No origin is asked for, and the body may be up to 1 MB.
 */
export const CrossOrigin = (): MethodDecorator => RouteConfig({ crossOrigin: true });
