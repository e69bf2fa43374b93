/** Every code that the product's own error frames carry, and what it means. A code never changes. */
export const SOCKET_ERRORS = {
  invalid_message: 'The frame or its text cannot be used. Three broken frames close the socket with 1008.',
  too_long: 'The text is longer than any plan allows.',
  content_denied: 'The text contains something that this deployment refuses.',
  busy: 'A turn is running on this socket already, or too many are running for this user.',
  rate_limited: 'Too many frames in a short time.',
  unauthenticated: 'The session has ended.',
  plan_required: 'The plan lacks `feature`; `plans` are those that have it.',
  role_required: 'The frame is for people with `role`.',
  quota_exceeded: 'The `quota` of `limit` is spent; there is more at `resetsAt`.',
  not_found: 'There is no such conversation, or it is somebody else’s.',
  llm_unavailable: 'The model could not answer: refused, broken off, unusable, or not reachable.',
  timeout: 'The model took longer than a limit of this deployment.',
  interrupted: 'The process that ran the turn is gone. Before its first token the turn is given back.',
  shutting_down: 'The server is stopping. Try again on another connection.',
  billing_unavailable: 'Nobody can say right now what the plan allows, so nothing is allowed.',
  unavailable: 'Something that the answer depends on cannot be reached.',
  internal: 'Something went wrong on the server’s side. The request id finds it in the logs.',
} as const satisfies Record<string, string>;
export type SocketErrorCode = keyof typeof SOCKET_ERRORS;
