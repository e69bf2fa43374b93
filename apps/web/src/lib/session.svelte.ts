import { api, ApiError, isAbsent } from './api/client.js';
import type { Me } from './api/types.js';
import { readStorage, writeStorage } from './storage.js';

const HINT = 'turnpike.signed-in';

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

  /** Asks only if this browser was signed in before: a stranger on the sign-in page costs no failed request. */
  async loadIfLikely(): Promise<void> {
    if (hint.isSet()) await this.load();
  }

  signedIn(me: Me): void {
    this.me = me;
    this.error = null;
    this.state = 'signed-in';
    this.#loading = Promise.resolve();
    hint.set(true);
  }

  signedOut(farewell: string | null = null): void {
    this.farewell = farewell;
    this.me = null;
    this.state = 'signed-out';
    this.#loading = null;
    hint.set(false);
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

const hint = {
  isSet: () => readStorage(HINT) === '1',
  set: (value: boolean) => writeStorage(HINT, value ? '1' : null),
};

export const session = new CurrentSession();
