import { InvalidRequest } from '@app/platform';

/** The last row of a page. The time is as Postgres writes it, for a JavaScript date would lose its microseconds. */
export interface AuditPosition {
  at: string;
  id: string;
}

const FORM = /^audit_((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d{3}Z)_([1-9]\d{0,17})$/;

/** Where a page ends, as an opaque word for URLs. */
export const toCursor = ({ at, id }: AuditPosition): string => Buffer.from(`audit_${at}_${id}`).toString('base64url');

/** The position that a cursor stands for. Throws when it is none of ours. */
export function fromCursor(cursor: string): AuditPosition {
  const [, at, millis, id] = FORM.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  // Letters that say nothing, and days that no month has, would come back as another word.
  if (!at || !id || !isTime(`${millis}Z`) || toCursor({ at, id }) !== cursor)
    throw new InvalidRequest('This cursor is not one of ours.');
  return { at, id };
}

/** Whether there is such a moment since 1970, which Postgres would take. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return time.getTime() >= 0 && time.toISOString() === text;
}
