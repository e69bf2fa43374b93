import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Actor } from './actor.js';

/** The metadata that opens a handler. Libraries that cannot import this one set it by its name. */
export const PUBLIC = 'turnpike:public';

/** Opens a handler, or all of a controller, to callers who are not signed in; the description of the API says so too. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiSecurity({}));

/** The actor of the request. Only handlers without `@Public()` have one. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor => context.switchToHttp().getRequest<{ actor: Actor }>().actor,
);
