// Loaded first in every part that the supervisor starts. Should the supervisor be killed, the channel to it closes: a part
// that knows what to do then gets the time for it, and none stays behind.
const patienceMs = Number(process.env.SHUTDOWN_TIMEOUT_MS || '25000') + 5_000;

process.on('disconnect', () => {
  const isPrepared = process.listenerCount('disconnect') > 1;
  if (!isPrepared) process.exit(1);
  setTimeout(() => process.exit(1), patienceMs).unref();
});
// Listening for the event alone must not keep a part alive that has done its work.
process.channel?.unref();
