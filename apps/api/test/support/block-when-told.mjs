// For `node --import`: after a SIGUSR2 the event loop is busy for 700 ms again and again, until the next SIGUSR2.
let isBusy = false;

process.on('SIGUSR2', () => {
  isBusy = !isBusy;
  if (isBusy) work();
});

function work() {
  if (!isBusy) return;
  for (const until = performance.now() + 700; performance.now() < until;);
  setTimeout(work, 1);
}
