import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { requiredFeatureOf } from '@app/billing';
import type { Feature } from '@app/protocol';
import { BadFrame } from '../turns.errors.js';
import { ON_FRAME, type FrameSubscription } from './on-frame.js';
import type { UserSocket } from './user-socket.js';

type Method = (frame: unknown, socket: UserSocket) => void | Promise<void>;

/** The call that a message asks for, and the feature that it takes. */
export interface MatchedFrame {
  type: string;
  feature?: Feature;
  call: (socket: UserSocket) => void | Promise<void>;
}

/** Finds every `@OnFrame` method of the program, and the one for a message. */
@Injectable()
export class FrameHandlers implements OnModuleInit {
  private readonly handlers = new Map<string, FrameSubscription & { feature?: Feature; call: Method }>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders() as { instance?: Record<string, Method> }[]) {
      if (!instance || typeof instance !== 'object') continue;
      const prototype: unknown = Object.getPrototypeOf(instance);
      if (!prototype) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) this.register(instance, name);
    }
  }

  /** The call that a message asks for. Throws `BadFrame` when no handler understands it. */
  match(message: unknown): MatchedFrame {
    const named = (message as { type?: unknown } | null)?.type;
    const handler = typeof named === 'string' ? this.handlers.get(named) : undefined;
    if (!handler) throw new BadFrame();
    const parsed = handler.schema.safeParse(message);
    if (!parsed.success) throw new BadFrame();
    const { type, feature } = handler;
    return { type, feature, call: (socket) => handler.call(parsed.data, socket) };
  }

  private register(instance: Record<string, Method>, name: string): void {
    const subscription = this.reflector.get<FrameSubscription | undefined>(ON_FRAME, instance[name]!);
    if (!subscription) return;
    if (this.handlers.has(subscription.type))
      throw new Error(`Two methods want frames of the type ${subscription.type}`);
    const feature = requiredFeatureOf(this.reflector, instance[name]!, instance.constructor);
    const call: Method = (frame, socket) => instance[name]!(frame, socket);
    this.handlers.set(subscription.type, { ...subscription, feature, call });
  }
}
