import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer as it came over the wire; names are in lower case, and one that came twice has two values. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string[]>;
  body: string;
}

/** Sends these bytes to a server on loopback and reads what it says until it closes the connection. */
export async function speak(port: number, request: string): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(request);
  return parseAnswer(await text(socket));
}

function parseAnswer(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: answer.slice(end + 4) };
}
