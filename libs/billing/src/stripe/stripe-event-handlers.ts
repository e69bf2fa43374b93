import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Stripe } from 'stripe';
import type { EntityManager } from 'typeorm';
import { stripeEventTypes } from './on-stripe-event.js';

type Handler = (event: Stripe.Event, transaction: EntityManager) => unknown;

/** Every `@OnStripeEvent` method of every module, by the type it is for. */
@Injectable()
export class StripeEventHandlers implements OnModuleInit {
  private readonly handlers = new Map<string, Handler[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.isDependencyTreeStatic() ? (wrapper.instance as Record<string, Handler> | null) : null;
      if (!instance || typeof instance !== 'object') continue;
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const types = this.discovery.getMetadataByDecorator(stripeEventTypes, wrapper, method) ?? [];
        for (const type of types) this.add(type, (event, transaction) => instance[method]!(event, transaction));
      }
    }
  }

  has(type: string): boolean {
    return this.handlers.has(type);
  }

  async run(event: Stripe.Event, transaction: EntityManager): Promise<void> {
    for (const handler of this.handlers.get(event.type) ?? []) await handler(event, transaction);
  }

  private add(type: string, handler: Handler): void {
    this.handlers.set(type, [...(this.handlers.get(type) ?? []), handler]);
  }
}
