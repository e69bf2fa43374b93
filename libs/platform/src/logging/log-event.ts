import { Logger } from '@nestjs/common';

/** What happened to what: `turn.completed`. */
export type EventName = `${Lowercase<string>}.${Lowercase<string>}`;

/** Facts of an event. Ids, codes, counts and times; never what people wrote, nor a nested object that might hold it. */
export interface EventFields {
  'user.id'?: string;
  'error.type'?: string;
  duration_ms?: number;
  [field: string]: string | number | boolean | undefined;
}

const logger = new Logger('Events');

/**
 * Writes the one line, at `info`, that tells of something the business did. docs/logs-and-traces.md lists the events, and
 * a test holds that list against the code: write the name out where it is called.
 */
export function logEvent(event: EventName, fields: EventFields = {}): void {
  logger.log({ message: event, event, ...fields });
}
