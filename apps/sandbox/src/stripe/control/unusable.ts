/** What somebody asked the sandbox to do makes no sense; the message says why. */
export class Unusable extends Error {}
