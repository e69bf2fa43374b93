import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@app/protocol';
import { RoleRequired, Unauthenticated } from '../auth.errors.js';
import { RequiresRole, RoleGuard } from './requires-role.js';

class Lab {
  @RequiresRole('admin')
  admin() {}

  @RequiresRole('user')
  user() {}
}

describe('the guard of @RequiresRole', () => {
  const guard = new RoleGuard(new Reflector());
  const contextOf = (handler: Function, request: object) =>
    ({
      getHandler: () => handler,
      getClass: () => Lab,
      switchToHttp: () => ({ getRequest: () => request }),
    }) as unknown as ExecutionContext;
  const asked = (handler: Function, role: string) => () =>
    guard.canActivate(contextOf(handler, { actor: { role: role as Role } }));

  it('refuses a request without an actor, whatever has put it there', () => {
    expect(() => guard.canActivate(contextOf(Lab.prototype.admin, {}))).toThrow(Unauthenticated);
  });

  it('refuses a role that it does not know', () => {
    for (const handler of [Lab.prototype.admin, Lab.prototype.user])
      expect(asked(handler, 'owner')).toThrow(RoleRequired);
  });

  it('takes an admin for a user, and no user for an admin', () => {
    expect(asked(Lab.prototype.user, 'admin')()).toBe(true);
    expect(asked(Lab.prototype.admin, 'user')).toThrow(RoleRequired);
  });
});
