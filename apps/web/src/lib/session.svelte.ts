import { api, ApiError, isAbsent } from './api/client.js';
import type { Me } from './api/types.js';

/** Where there is no sign-in, everybody is this one user. */
const LOCAL_USER = 'local@localhost';

/** `open`: this deployment has no sign-in at all. */
type State = 'unknown' | 'signed-in' | 'signed-out' | 'open';

/** Who is looking at the pages. One per tab. */
class CurrentSession {
  state = $state<State>('unknown');
  me = $state<Me | null>(null);
  error = $state<unknown>(null);
  /** Where a page goes that needs a sign-in when there is none; null: to the sign-in and back. */
  farewell: string | null = null;
  #loading: Promise<void> | null = null;

  /** Asks the API once; later calls wait for the same answer. `refresh` asks again. */
  load(refresh = false): Promise<void> {
    if (refresh || this.error) this.#loading = null;
    return (this.#loading ??= this.#ask());
  }

  signedIn(me: Me): void {
    this.me = me;
    this.error = null;
    this.state = 'signed-in';
    this.#loading = Promise.resolve();
  }

  signedOut(farewell: string | null = null): void {
    this.farewell = farewell;
    this.me = null;
    this.state = 'signed-out';
    this.#loading = null;
  }

  async #ask(): Promise<void> {
    this.error = null;
    try {
      const me = await api.get('/auth/me');
      if (me.email === LOCAL_USER) this.state = 'open';
      else this.signedIn(me);
    } catch (error) {
      if (isAbsent(error)) this.state = 'open';
      else if (error instanceof ApiError && error.status === 401) this.signedOut();
      else this.error = error;
    }
  }
}

export const session = new CurrentSession();
