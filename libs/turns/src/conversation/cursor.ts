import { InvalidRequest } from '@app/platform';

/** The last row of a page: the next one begins after it. */
export interface Position {
  at: Date;
  id: string;
}

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A position in a list, by the list's name, as an opaque word for URLs. */
export const toCursor = (list: string, { at, id }: Position): string =>
  Buffer.from(`${list}_${at.toISOString()}_${id}`).toString('base64url');

/** The position that a cursor stands for. Throws when it is none of ours, or one of another list. */
export function fromCursor(list: string, cursor: string): Position {
  const decoded = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, at, id] = FORM.exec(decoded.startsWith(`${list}_`) ? decoded.slice(list.length + 1) : '') ?? [];
  const position = at && id && !Number.isNaN(Date.parse(at)) ? { at: new Date(at), id } : null;
  // Days that no month has, and letters that say nothing, would come back as another word.
  if (!position || toCursor(list, position) !== cursor) throw new InvalidRequest('This cursor is not one of ours.');
  return position;
}
