import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { CLOSE, ClientFrame, ServerFrame, TurnFrame } from '../frames.js';
import { SOCKET_ERRORS } from '../socket-errors.js';
import { describeSocket, payloadOf } from './describe-socket.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type SocketMessage } from './socket-messages.js';

const document = describeSocket('https://chat.example.com');
const messages = Object.entries<SocketMessage>({ ...CLIENT_MESSAGES, ...SERVER_MESSAGES });
const fresh = () => formats.default(new Ajv({ strict: false, allErrors: true }));

const typesOf = (union: typeof ServerFrame | typeof ClientFrame) =>
  union.options.map(({ shape }) => shape.type.value as string).sort();

describe('the AsyncAPI description of the socket', () => {
  it('is valid by the official schema of AsyncAPI 3.0.0, and a broken one is not', () => {
    const validate = fresh().compile(specs.schemasWithoutId['3.0.0'] as object);
    expect(validate(document) || validate.errors).toBe(true);
    expect(validate({ ...document, channels: { socket: { adress: '/ws' } } })).toBe(false);
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    const missing = references.filter(
      (path) => !path.split('/').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], document),
    );
    expect([references.length > 10, missing]).toEqual([true, []]);
  });

  it('has one message for every type of frame, in the direction in which it travels', () => {
    const named = (operation: { messages: { $ref: string }[] }) =>
      operation.messages.map(({ $ref }) => $ref.split('/').at(-1)).sort();
    expect(named(document.operations.send)).toEqual(typesOf(ServerFrame));
    expect(named(document.operations.receive)).toEqual(typesOf(ClientFrame));
  });

  it.each(messages)('describes a %s frame as its schema does', (type, { schema }) => {
    const { payload } = document.components.messages[type]!;
    expect(payload).toEqual(payloadOf(schema));
    expect(payload).toMatchObject({ type: 'object', properties: { type: { const: type } } });
  });

  it.each(messages)('shows %s frames that the schema, and JSON Schema, take', (type, { schema, examples }) => {
    const validate = fresh().compile(document.components.messages[type]!.payload);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(schema.parse(example)).toEqual(example);
      expect(validate(example) || validate.errors).toBe(true);
    }
  });

  it('lets a client leave out what has a default', () => {
    expect(payloadOf(TurnFrame).required).toEqual(['type', 'id', 'text']);
  });

  it('tells of every close code and of every code of an error', () => {
    expect(Object.keys(document.channels.socket!['x-close-codes']).map(Number)).toEqual(Object.values(CLOSE).sort());
    expect(document.components.messages.error).toHaveProperty('x-error-codes', SOCKET_ERRORS);
    for (const code of Object.values(CLOSE)) expect(document.info.description).toContain(`**${code}**`);
  });

  it('follows the public URL: its host, its encryption and the name of its cookie', () => {
    const { turnpike } = document.servers;
    expect([turnpike.protocol, turnpike.host]).toEqual(['wss', 'chat.example.com']);
    expect(document.components.securitySchemes.cookie.name).toBe('__Host-auth_token');
    const local = describeSocket('http://localhost:8000');
    expect([local.servers.turnpike.protocol, local.servers.turnpike.host]).toEqual(['ws', 'localhost:8000']);
    expect(local.components.securitySchemes.cookie.name).toBe('auth_token');
  });
});
