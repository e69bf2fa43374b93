import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

/** Opens a handler to callers without a session. The actor's guard reads this key; who may call is decided here. */
export const WithoutActor = () => applyDecorators(SetMetadata('turnpike:public', true), ApiSecurity({}));
