import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { NodeResponse } from './node-response.js';

/** No event of a model is nearly as long; one that never ends must not fill the memory. */
const MOST_CHARACTERS = 1024 * 1024;

/** The events of an answer as they arrive, the last one even if the blank line after it is missing. */
export async function* eventsOf(response: Response): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    maxBufferSize: MOST_CHARACTERS,
    onError: refuse,
  });
  const decoder = new TextDecoder();
  const isNode = response instanceof NodeResponse;
  try {
    for await (const bytes of isNode ? response.pieces() : (response.body ?? [])) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      for (const event of events) yield event;
      events.length = 0;
    }
  } finally {
    if (isNode) await response.leave();
  }
  parser.feed('\n\n');
  for (const event of events) yield event;
}

function refuse(error: { type: string }): void {
  // Lines that are no part of an event are ignored, as the specification has it.
  if (error.type === 'max-buffer-size-exceeded') throw error;
}
