import { z } from 'zod';
import { SOCKET_ERRORS } from '../socket-errors.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type SocketMessage } from './socket-messages.js';
import { CLOSE_WORDS, SOCKET_RULES } from './socket-words.js';

const CHANNEL = 'socket';

/** The AsyncAPI 3.0 document of `/ws`, as a client reaches it under the public URL. */
export function describeSocket(publicUrl: string) {
  const { host, protocol } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const messages = { ...CLIENT_MESSAGES, ...SERVER_MESSAGES };
  return {
    asyncapi: '3.0.0',
    info: { title: 'Turnpike', version: '1', description: SOCKET_RULES },
    defaultContentType: 'application/json',
    servers: {
      turnpike: {
        host,
        protocol: secure ? 'wss' : 'ws',
        security: Object.keys(securitySchemes(secure)).map((name) => reference('components/securitySchemes', name)),
      },
    },
    channels: {
      [CHANNEL]: {
        address: '/ws',
        description: 'Everything travels through this one WebSocket, in both directions.',
        messages: references('components/messages', messages),
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
        'x-close-codes': CLOSE_WORDS,
      },
    },
    operations: {
      send: operation('send', 'What the server sends to the client.', SERVER_MESSAGES),
      receive: operation('receive', 'What the client may send to the server.', CLIENT_MESSAGES),
    },
    components: {
      messages: Object.fromEntries(Object.entries(messages).map(([type, message]) => [type, describe(type, message)])),
      securitySchemes: securitySchemes(secure),
    },
  };
}

/** What a frame looks like, as JSON Schema. */
export function payloadOf(schema: z.ZodType) {
  const { $schema: _draft, ...payload } = z.toJSONSchema(schema, { target: 'draft-07', io: 'input' });
  return payload;
}

const describe = (type: string, { schema, summary, examples }: SocketMessage) => ({
  name: type,
  summary,
  contentType: 'application/json',
  payload: payloadOf(schema),
  examples: examples.map((payload) => ({ payload })),
  ...(type === 'error' ? { 'x-error-codes': SOCKET_ERRORS } : {}),
});

const operation = (action: 'send' | 'receive', summary: string, messages: object) => ({
  action,
  summary,
  channel: reference('channels', CHANNEL),
  messages: Object.values(references(`channels/${CHANNEL}/messages`, messages)),
});

const references = (place: string, messages: object) =>
  Object.fromEntries(Object.keys(messages).map((type) => [type, reference(place, type)]));

const reference = (place: string, name: string) => ({ $ref: `#/${place}/${name}` });

const securitySchemes = (secure: boolean) => ({
  cookie: {
    type: 'httpApiKey',
    in: 'cookie',
    name: secure ? '__Host-auth_token' : 'auth_token',
    description: 'Set by signing in, together with `session`, which renews it. Needs a same-origin `Origin`.',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Judged alone: cookies do not help a bad one.',
  },
});
