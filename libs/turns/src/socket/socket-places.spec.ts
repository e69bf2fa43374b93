import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { TooManySockets } from '../turns.errors.js';
import { SocketPlaces } from './socket-places.js';
import type { SocketsConfig } from './sockets.config.js';

const placesFor = (per_user: number, per_address: number) =>
  new SocketPlaces({ sockets: { per_user, per_address } } as SocketsConfig);

/** A connection, as the server has it, that a handshake came on. */
function from(remoteAddress: string, destroyed = false) {
  const socket = Object.assign(new EventEmitter(), { remoteAddress, destroyed });
  const request = { socket, headers: {} } as unknown as IncomingMessage;
  return { request, close: () => socket.emit('close') };
}

describe('W3 the places for sockets', () => {
  it('of one user are as many as the settings say, from wherever', () => {
    const places = placesFor(2, 100);
    places.take('ada', from('203.0.113.1').request);
    places.take('ada', from('203.0.113.2').request);
    expect(() => places.take('ada', from('203.0.113.3').request)).toThrow(TooManySockets);
    places.take('ben', from('203.0.113.3').request);
  });

  it('of one address are as many as the settings say, for whomever; an IPv6 network is one address', () => {
    const places = placesFor(5, 2);
    for (const network of ['203.0.113.1', '2001:db8:1:2']) {
      const at = (host: number) => (network.includes(':') ? `${network}::${host}` : network);
      places.take(`ada ${network}`, from(at(1)).request);
      places.take(`ben ${network}`, from(at(2)).request);
      expect(() => places.take(`cem ${network}`, from(at(3)).request)).toThrow('from your network');
    }
    places.take('cem', from('2001:db8:1:3::1').request);
  });

  it('are free again when the connection closes, each once', () => {
    const places = placesFor(5, 1);
    const first = from('203.0.113.1');
    places.take('ada', first.request);
    first.close();
    first.close();
    places.take('ben', from('203.0.113.1').request);
    expect(() => places.take('cem', from('203.0.113.1').request)).toThrow(TooManySockets);
  });

  it('are not taken by who is refused, or has gone', () => {
    const places = placesFor(1, 1);
    places.take('ada', from('203.0.113.1').request);
    expect(() => places.take('ben', from('203.0.113.1').request)).toThrow(TooManySockets);
    places.take('ben', from('203.0.113.2', true).request);
    places.take('ben', from('203.0.113.2').request);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::ffff:127.0.0.1', '::1'])(
    'of %s are not limited, but for each user',
    (address) => {
      const places = placesFor(1, 1);
      for (let n = 0; n < 10; n += 1) places.take(`user ${n}`, from(address).request);
      expect(() => places.take('user 1', from(address).request)).toThrow(TooManySockets);
    },
  );
});
