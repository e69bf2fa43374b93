// The control for sockets: plain `ws` behind node:http. It holds sockets, echoes frames and relays turns, and does nothing else.
import { createServer, request } from 'node:http';
import { WebSocketServer } from 'ws';

const { PORT, LLM_BASE_URL } = process.env;
const server = createServer((_, response) => response.end());
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, connection, head) =>
  sockets.handleUpgrade(request, connection, head, (socket) =>
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.type === 'turn') relay(frame, socket);
      else socket.send(JSON.stringify(frame));
    }),
  ),
);
server.listen(Number(PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());

/** Asks the model and sends each piece of its answer on. */
function relay({ id, text }, socket) {
  const body = JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: text }] });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const asked = request(`${LLM_BASE_URL}/chat/completions`, { method: 'POST', headers }, (answer) => {
    let [rest, seq] = ['', 0];
    answer.setEncoding('utf8').on('data', (piece) => {
      const lines = (rest + piece).split('\n');
      rest = lines.pop();
      for (const line of lines) if (line.startsWith('data: ')) take(line.slice('data: '.length));
    });

    function take(event) {
      if (event === '[DONE]') return socket.send(JSON.stringify({ type: 'done', id }));
      const delta = JSON.parse(event).choices[0]?.delta.content;
      if (delta) socket.send(JSON.stringify({ type: 'delta', id, seq: seq++, text: delta }));
    }
  });
  asked.on('error', () => socket.close(1011));
  asked.end(body);
}
