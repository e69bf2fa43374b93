import type { ClientFrame, ServerFrame } from '#lib/api/types.js';

export type Link = 'connecting' | 'open' | 'reconnecting';

const POLICY = 1008;
const RESTART = 1012;
const LONGEST_WAIT_MS = 15_000;

interface Listener {
  frame(frame: ServerFrame): void;
  link(link: Link): void;
  /** The socket was refused or ended by the server: the session may be over. */
  refused(): void;
}

/** One WebSocket to `/ws` that comes back by itself, later and later, with jitter. */
export class TurnSocket {
  #socket: WebSocket | null = null;
  #ready = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  open(): void {
    addEventListener('online', this.#now);
    addEventListener('offline', this.#drop);
    this.#listener.link('connecting');
    this.#connect();
  }

  close(): void {
    removeEventListener('online', this.#now);
    removeEventListener('offline', this.#drop);
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  /** False while there is no connection that the server has called ready. */
  send(frame: ClientFrame): boolean {
    if (!this.#ready || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Tries at once instead of waiting for the next turn. */
  #now = (): void => {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.#timer);
    this.#connect();
  };

  /** A socket whose network is gone may not notice for minutes. */
  #drop = (): void => {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    this.#ready = false;
    socket.close();
    this.#reconnect(0);
  };

  #connect(): void {
    const url = new URL('/ws', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    let opened = false;
    this.#socket = socket;
    this.#ready = false;
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = (message) => {
      const frame = parseFrame(message.data);
      if (!frame || this.#socket !== socket) return;
      if (frame.type === 'ready') {
        this.#ready = true;
        this.#tries = 0;
        this.#listener.link('open');
      }
      this.#listener.frame(frame);
    };
    socket.onclose = (closed) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (!opened || closed.code === POLICY) this.#listener.refused();
      this.#reconnect(closed.code);
    };
  }

  #reconnect(code: number): void {
    this.#listener.link('reconnecting');
    const longest = code === RESTART ? 2000 : Math.min(1000 * 2 ** this.#tries, LONGEST_WAIT_MS);
    this.#tries += 1;
    this.#timer = setTimeout(this.#now, longest * (0.5 + Math.random() / 2));
  }
}

function parseFrame(data: unknown): ServerFrame | null {
  try {
    return JSON.parse(String(data)) as ServerFrame;
  } catch {
    return null;
  }
}
