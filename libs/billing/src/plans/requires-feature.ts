import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Unauthenticated, type Actor } from '@app/auth';
import type { Feature } from '@app/protocol';
import { Entitlements } from './entitlements.service.js';

const RequiredFeature = Reflector.createDecorator<Feature>();

/** The feature that a method asks for, by a decorator of its own or of its class. */
export function requiredFeatureOf(reflector: Reflector, method: Function, type: Function): Feature | undefined {
  return reflector.getAllAndOverride(RequiredFeature, [method, type]) as Feature | undefined;
}

/** Lets a request through only if the actor's plan has the feature that the handler asks for. Runs after `ActorGuard`. */
@Injectable()
export class FeatureGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly entitlements: Entitlements,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const feature = requiredFeatureOf(this.reflector, context.getHandler(), context.getClass());
    const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
    // Nobody has a plan who is not signed in, even where a handler is public.
    if (!actor) throw new Unauthenticated();
    await this.entitlements.require(actor.id, feature!);
    return true;
  }
}

/**
 * Closes an HTTP handler or an `@OnFrame` method, or all of their class, to plans without the feature (402
 * `plan_required`). Elsewhere it does nothing: a service asks `Entitlements.require` itself.
 */
export const RequiresFeature = (feature: Feature): MethodDecorator & ClassDecorator =>
  applyDecorators(RequiredFeature(feature), UseGuards(FeatureGuard));
