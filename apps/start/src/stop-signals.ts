const sameMs = 500;
const enough = 3;

/**
 * Calls `stop` at the first SIGINT, SIGTERM or SIGHUP or when the process that started us is gone, `kill` at the third.
 * npm passes on a Ctrl-C that the terminal has sent to everybody already, so what comes together counts once.
 */
export function onStopSignals(stop: () => void, kill: () => void, now = () => performance.now()): void {
  let count = 0;
  let lastAt = -Infinity;
  const countOnce = () => {
    const isEcho = now() - lastAt < sameMs;
    lastAt = now();
    if (isEcho) return;
    count++;
    if (count === 1) stop();
    if (count === enough) kill();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, countOnce);
  if (process.send) process.on('disconnect', stop);
}
