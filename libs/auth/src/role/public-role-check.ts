import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PUBLIC } from '../actor/actor.decorators.js';
import { RequiredRole } from './requires-role.js';

/** Stops the start of a program in which a handler is open to everybody and asks for a role: one of the two is a mistake. */
@Injectable()
export class PublicRoleCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const names = this.discovery.getControllers().flatMap(({ metatype }) => this.contradictionsIn(metatype));
    if (names.length > 0) throw new Error(`Both @Public() and @RequiresRole(): ${names.join(', ')}`);
  }

  private contradictionsIn(controller: Function | null): string[] {
    if (!controller) return [];
    const handlers = controller.prototype as Record<string, Function>;
    return this.scanner
      .getAllMethodNames(handlers)
      .filter((name) => {
        const targets = [handlers[name]!, controller];
        const role = this.reflector.getAllAndOverride(RequiredRole, targets);
        return role !== undefined && this.reflector.getAllAndOverride<boolean>(PUBLIC, targets);
      })
      .map((name) => `${controller.name}.${name}`);
  }
}
