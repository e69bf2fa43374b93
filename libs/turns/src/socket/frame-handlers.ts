import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { requiredRoleOf } from '@app/auth';
import { requiredFeatureOf } from '@app/billing';
import type { Feature, Role } from '@app/protocol';
import { RateLimits, type Limiter } from '@app/security';
import { BadFrame } from '../turns.errors.js';
import { ON_FRAME, type FrameSubscription } from './on-frame.js';
import type { UserSocket } from './user-socket.js';

type Method = (frame: unknown, socket: UserSocket) => void | Promise<void>;

/** What a type of frame takes of whoever sends one. */
export interface FrameDemands {
  feature?: Feature;
  role?: Role;
  limiter?: Limiter;
}

/** The call that a message asks for, and what it takes. */
export interface MatchedFrame extends FrameDemands {
  type: string;
  call: (socket: UserSocket) => void | Promise<void>;
}

interface Handler {
  schema: FrameSubscription['schema'];
  demands: FrameDemands;
  call: Method;
}

/** Finds every `@OnFrame` method of the program, and the one for a message. */
@Injectable()
export class FrameHandlers implements OnModuleInit {
  private readonly handlers = new Map<string, Handler>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
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
    const type = (message as { type?: unknown } | null)?.type;
    const handler = typeof type === 'string' ? this.handlers.get(type) : undefined;
    if (!handler) throw new BadFrame();
    const parsed = handler.schema.safeParse(message);
    if (!parsed.success) throw new BadFrame();
    return { type: type as string, ...handler.demands, call: (socket) => handler.call(parsed.data, socket) };
  }

  private register(instance: Record<string, Method>, name: string): void {
    const subscription = this.reflector.get<FrameSubscription | undefined>(ON_FRAME, instance[name]!);
    if (!subscription) return;
    const { type, schema, limit } = subscription;
    if (this.handlers.has(type)) throw new Error(`Two methods want frames of the type ${type}`);
    const demands = {
      feature: requiredFeatureOf(this.reflector, instance[name]!, instance.constructor),
      role: requiredRoleOf(this.reflector, instance[name]!, instance.constructor),
      limiter: limit && this.limits.limiter({ scope: `frame_${type}`, ...limit }),
    };
    this.handlers.set(type, { schema, demands, call: (frame, socket) => instance[name]!(frame, socket) });
  }
}
