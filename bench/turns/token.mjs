// A token of the bench says which of its answer it is and when it was sent.

/** Microseconds of the monotonic clock, which every process of this machine reads alike. */
export const microseconds = () => Number(process.hrtime.bigint() / 1000n);

/** The text of the token with this number, sent now. */
export const tokenText = (number) => `${number}:${microseconds()} `;

/** The tokens in a text, each as its number and when it was sent. */
export const tokensIn = (text) =>
  text
    .trimEnd()
    .split(' ')
    .map((token) => token.split(':').map(Number));
