import { quantile } from '../numbers.mjs';

const TEXT = 'seven lanterns over the toll road';

/** So many messages, `inFlight` at a time, each on the next of the sockets. Answers how many came back per second. */
export async function echoFlatOut(sockets, { messages, inFlight }) {
  const echoes = listen(sockets);
  let sent = 0;
  const lane = async () => {
    while (sent < messages) await echoes.send(sent++);
  };
  const startedAt = performance.now();
  await echoes.within(Promise.all(Array.from({ length: inFlight }, lane)));
  return (messages / (performance.now() - startedAt)) * 1000;
}

/** The 99th percentile in milliseconds of messages that are sent when they are due, whatever has become of the others. */
export async function echoAtRate(sockets, { messages, perSecond }) {
  const echoes = listen(sockets);
  const pending = [];
  const startedAt = performance.now();
  const { promise: allSent, resolve } = Promise.withResolvers();
  const timer = setInterval(() => {
    const due = Math.min(messages, ((performance.now() - startedAt) / 1000) * perSecond);
    while (pending.length < due) pending.push(timed(() => echoes.send(pending.length)));
    if (pending.length === messages) resolve();
  }, 1);
  try {
    return quantile(await echoes.within(allSent.then(() => Promise.all(pending))), 0.99);
  } finally {
    clearInterval(timer);
  }
}

async function timed(action) {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

/** Knows the answers by the number of their message. Anything but an echo ends the run: a fast refusal is no speed. */
function listen(sockets) {
  const waiting = new Map();
  const { promise: broken, reject } = Promise.withResolvers();
  for (const socket of sockets) {
    socket.onclose = ({ code }) => reject(new Error(`A socket was closed with ${code}.`));
    socket.onmessage = ({ data }) => {
      const { type, n } = JSON.parse(data);
      if (type === 'error') reject(new Error(`A message was answered with ${data}`));
      if (type !== 'echo') return;
      waiting.get(n)();
      waiting.delete(n);
    };
  }
  return {
    send(n) {
      sockets[n % sockets.length].send(JSON.stringify({ type: 'echo', n, text: TEXT }));
      return new Promise((resolve) => waiting.set(n, resolve));
    },
    within: (work) => Promise.race([work, broken]),
  };
}
