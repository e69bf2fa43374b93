import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor } from '@app/auth';
import type { Feature } from '@app/protocol';
import { Entitlements } from './entitlements.service.js';

const RequiredFeature = Reflector.createDecorator<Feature>();

/** Lets a request through only if the actor's plan has the feature that the handler asks for. Runs after `ActorGuard`. */
@Injectable()
export class FeatureGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly entitlements: Entitlements,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const feature = this.reflector.getAllAndOverride(RequiredFeature, [context.getHandler(), context.getClass()]);
    const { actor } = context.switchToHttp().getRequest<{ actor: Actor }>();
    await this.entitlements.require(actor.id, feature);
    return true;
  }
}

/** Closes an HTTP handler, or all of a controller, to plans without the feature (402 `plan_required`). */
export const RequiresFeature = (feature: Feature): MethodDecorator & ClassDecorator =>
  applyDecorators(RequiredFeature(feature), UseGuards(FeatureGuard));
