import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { RateLimits } from '@app/security';
import { z } from 'zod';
import { BadFrame } from '../turns.errors.js';
import { FrameHandlers } from './frame-handlers.js';
import { OnFrame } from './on-frame.js';
import type { UserSocket } from './user-socket.js';

const EchoFrame = z.strictObject({ type: z.literal('echo'), text: z.string() });
type EchoFrame = z.output<typeof EchoFrame>;

@Injectable()
class Echo {
  readonly heard: string[] = [];

  @OnFrame('echo', EchoFrame)
  echo({ text }: EchoFrame): void {
    this.heard.push(text);
  }
}

@Injectable()
class Copycat {
  @OnFrame('echo', EchoFrame)
  echo(): void {}
}

async function programOf(...providers: (new () => object)[]) {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [FrameHandlers, RateLimits, ...providers],
  }).compile();
  return module.init();
}

const socket = {} as UserSocket;

it('one method and one schema make a new kind of frame', async () => {
  const program = await programOf(Echo);
  const { type, call } = program.get(FrameHandlers).match({ type: 'echo', text: 'Hello' });
  await call(socket);
  expect(type).toBe('echo');
  expect(program.get(Echo).heard).toEqual(['Hello']);
});

it.each([
  ['no object', 'echo'],
  ['nothing', undefined],
  ['null', null],
  ['a list', []],
  ['an unknown type', { type: 'shout', text: 'Hello' }],
  ['the name of an inherited property', { type: 'constructor' }],
  ['a field too many', { type: 'echo', text: 'Hello', loud: true }],
  ['a field too few', { type: 'echo' }],
])('%s is a bad frame', async (_, message) => {
  const handlers = (await programOf(Echo)).get(FrameHandlers);
  expect(() => handlers.match(message)).toThrow(BadFrame);
});

it('two methods for the same frames are a mistake that shows at the start', async () => {
  await expect(programOf(Echo, Copycat)).rejects.toThrow('Two methods want frames of the type echo');
});
