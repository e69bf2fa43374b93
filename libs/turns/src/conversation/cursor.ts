import { InvalidRequest } from '@app/platform';

/** The last row of a page: the next one begins after it. */
export interface Position {
  at: Date;
  id: string;
}

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A position as an opaque word for URLs. */
export const toCursor = ({ at, id }: Position): string =>
  Buffer.from(`${at.toISOString()}_${id}`).toString('base64url');

/** The position that a cursor stands for. Throws when it is none of ours. */
export function fromCursor(cursor: string): Position {
  const [, at, id] = FORM.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (!at || !id || Number.isNaN(Date.parse(at))) throw new InvalidRequest('This cursor is not one of ours.');
  return { at: new Date(at), id };
}
