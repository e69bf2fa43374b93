import { InvalidRequest } from '@app/platform';

const ADDRESS = /^\P{Cc}[^\p{Cc}@]*@\P{Cc}+$/u;

/** The address at which a page ends, as an opaque word for URLs: addresses are unique, so the next page begins right after it. */
export const toCursor = (email: string): string => Buffer.from(email).toString('base64url');

/** The address that a cursor stands for. Throws when it is none of ours. */
export function fromCursor(cursor: string): string {
  const email = Buffer.from(cursor, 'base64url').toString();
  if (!ADDRESS.test(email) || toCursor(email) !== cursor) throw new InvalidRequest('This cursor is not one of ours.');
  return email;
}
