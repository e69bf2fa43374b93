import type { AppError, ErrorReports } from '@app/platform';
import { InvalidRequest } from '@app/platform';
import type { ErrorFrame } from '@app/protocol';
import { RateLimits } from '@app/security';
import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { BadFrame } from '../turns.errors.js';
import { FrameDispatcher } from './frame-dispatcher.js';
import type { FrameGate } from './frame-gate.js';
import type { FrameHandlers } from './frame-handlers.js';
import type { UserSocket } from './user-socket.js';

const ID = '0b9f1b52-6d0e-4f3c-9f0e-3c1de6d0a001';
const frame = Buffer.from(JSON.stringify({ type: 'x', id: ID }));

function dispatching(call: () => void | Promise<void>, report = (thrown: unknown) => thrown as AppError) {
  const handlers = { match: () => ({ type: 'x', call }) } as unknown as FrameHandlers;
  const gate = { pass: async () => undefined } as unknown as FrameGate;
  const dispatcher = new FrameDispatcher(handlers, gate, { report } as unknown as ErrorReports, new RateLimits());
  const sent: ErrorFrame[] = [];
  const socket = {
    isOpen: true,
    actor: { id: 'user' },
    requestId: 'request-1',
    badFrames: 0,
    received: () => undefined,
    send: (each: ErrorFrame) => sent.push(each),
    close: jest.fn(),
  };
  return { dispatch: () => dispatcher.dispatch(socket as unknown as UserSocket, frame, false), sent, socket };
}

it('what a handler throws becomes an error frame with the id of the frame', async () => {
  const { dispatch, sent } = dispatching(() => Promise.reject(new InvalidRequest('No.')));
  await dispatch();
  expect(sent).toEqual([{ type: 'error', id: ID, code: 'invalid_request', message: 'No.', requestId: 'request-1' }]);
});

it('whoever waits is answered even if the report of an error throws', async () => {
  const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const broken = () => {
    throw new Error('nobody listens');
  };
  const { dispatch, sent } = dispatching(() => Promise.reject(new Error('a secret')), broken);
  for (let n = 0; n < 2; n += 1) await dispatch();
  expect(sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ type: 'error', id: ID, code: 'internal', requestId: 'request-1' });
  expect(JSON.stringify(sent)).not.toContain('secret');
  expect(error).toHaveBeenCalledTimes(2);
  error.mockRestore();
});

it('W2 the third bad frame ends the socket', async () => {
  const { dispatch, socket } = dispatching(() => Promise.reject(new BadFrame()));
  for (let n = 0; n < 2; n += 1) await dispatch();
  expect(socket.close).not.toHaveBeenCalled();
  await dispatch();
  expect(socket.close).toHaveBeenCalledWith(1008, 'policy');
});

it('W3 the 31st frame in ten seconds is not handled', async () => {
  const call = jest.fn<() => void>();
  const { dispatch, sent } = dispatching(call);
  for (let n = 0; n < 31; n += 1) await dispatch();
  expect(call).toHaveBeenCalledTimes(30);
  expect(sent).toEqual([expect.objectContaining({ code: 'rate_limited', id: ID })]);
});
