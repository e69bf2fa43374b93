import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ROLES, type Role } from '@app/protocol';
import type { Actor } from '../actor/actor.js';
import { RoleRequired, Unauthenticated } from '../auth.errors.js';

/** The role that a handler, or all of a controller, asks for. */
export const RequiredRole = Reflector.createDecorator<Role>();

/** Lets a request through only if the actor whom `ActorGuard` found has the role; without an actor nobody gets through. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride(RequiredRole, [context.getHandler(), context.getClass()]);
    const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
    if (!actor) throw new Unauthenticated();
    if (!includes(actor.role, required)) throw new RoleRequired(required);
    return true;
  }
}

/**
 * Closes an HTTP handler, or all of a controller, to actors without the role (403 `role_required`); a handler's own wins. It
 * brings its guard along, so that no tier and no module can have the one without the other.
 */
export const RequiresRole = (role: Role): MethodDecorator & ClassDecorator =>
  applyDecorators(RequiredRole(role), UseGuards(RoleGuard));

/** A role includes those that `ROLES` lists before it: an admin may do what a user may. */
const includes = (held: Role, required: Role) => ROLES.indexOf(held) >= ROLES.indexOf(required);
