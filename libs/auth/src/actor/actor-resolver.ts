import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from './actor.js';

/** The actor of a request, and the cookie to set on its answer when the token had run out and was renewed. */
export interface ResolvedActor {
  actor: Actor;
  setCookie?: string;
}

/** Says who is calling, from the headers of an HTTP request or of a WebSocket's upgrade. */
export abstract class ActorResolver {
  /** Throws `Unauthenticated` when the headers prove nobody. */
  abstract resolve(headers: IncomingHttpHeaders): Promise<ResolvedActor>;
}
