/** What somebody may type into a message to make the demo responder misbehave, and what each does. */
export const commands = {
  slow: 'one token every 300 ms',
  fast: 'no delay at all',
  long: 'about 400 tokens',
  fail: 'HTTP 500 instead of an answer',
  ratelimit: 'HTTP 429 with Retry-After',
  hang: 'no answer, not even headers',
  stall: 'stops in mid-stream and keeps the connection open',
  cut: 'breaks the connection in mid-stream',
  garbage: 'a stream that is not valid server-sent events',
  help: 'this list',
} as const;

export type Command = keyof typeof commands;

/** The commands that stand as words of their own in a message. */
export function commandsIn(message: string): Set<Command> {
  const words = message.matchAll(/(?<=^|\s)\/([a-z]+)(?=$|\s|[.,!?])/g);
  return new Set([...words].map(([, word]) => word as Command).filter((word) => Object.hasOwn(commands, word)));
}
