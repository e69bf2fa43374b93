import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ROLES, type Role } from '@app/protocol';
import type { Actor } from '../actor/actor.js';
import { RoleRequired, Unauthenticated } from '../auth.errors.js';

/** The role that a handler, or all of a controller, asks for. */
export const RequiredRole = Reflector.createDecorator<Role>();

/** The role that a method asks for, by a decorator of its own or of its class. */
export function requiredRoleOf(reflector: Reflector, method: Function, type: Function): Role | undefined {
  return reflector.getAllAndOverride(RequiredRole, [method, type]) as Role | undefined;
}

/** Throws `RoleRequired` unless the actor has the role, or one that includes it. */
export function requireRole(actor: Actor, role: Role): void {
  if (!includes(actor.role, role)) throw new RoleRequired(role);
}

/** Lets a request through only if the actor whom `ActorGuard` found has the role; without an actor nobody gets through. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const required = requiredRoleOf(this.reflector, context.getHandler(), context.getClass());
    const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
    if (!actor) throw new Unauthenticated();
    requireRole(actor, required!);
    return true;
  }
}

/**
 * Closes an HTTP handler or an `@OnFrame` method, or all of their class, to actors without the role (403 `role_required`); a
 * method's own wins. It brings its guard along, so that no tier and no module can have the one without the other.
 */
export const RequiresRole = (role: Role): MethodDecorator & ClassDecorator =>
  applyDecorators(RequiredRole(role), UseGuards(RoleGuard));

/** A role includes those that `ROLES` lists before it: an admin may do what a user may. */
const includes = (held: Role, required: Role) => ROLES.indexOf(held) >= ROLES.indexOf(required);
