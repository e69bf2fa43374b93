import { hash } from 'node:crypto';

/** What a key has used of a limit, and in how many milliseconds it begins anew. */
export interface Spent {
  used: number;
  resetMs: number;
}

/** One counter a key, for a window of time that begins with the first of what is counted. Never a list of hits. */
export interface Counts {
  /** Counts one, whether or not it is allowed. */
  add(key: string): Spent | Promise<Spent>;
  /** Null when nothing was counted lately. */
  read(key: string): Spent | null | Promise<Spent | null>;
  forget(key: string): void | Promise<void>;
}

/** What a store may know of a key: addresses and e-mails are nobody's business there, and may be long. */
export const fingerprint = (key: string): string => hash('sha256', key, 'base64url');
