import { SetMetadata } from '@nestjs/common';

/** Opens a handler to callers without a session. The actor's guard reads this key; who may call is decided here. */
export const WithoutActor = () => SetMetadata('turnpike:public', true);
