import { Injectable, Optional } from '@nestjs/common';
import { FEATURES, type Me } from '@app/protocol';
import type { Actor } from './actor.js';
import { PlanReader } from './plan-reader.js';

/** What a signed-in person may know of themselves: who they are, and what their plan gives them. */
@Injectable()
export class MeReader {
  constructor(@Optional() private readonly plans?: PlanReader) {}

  async read({ id, email, emailVerified, name, role }: Omit<Actor, 'sessionId'>): Promise<Me> {
    const { plan, features } = (await this.plans?.planOf(id)) ?? { plan: 'none', features: [...FEATURES] };
    return { id, email, emailVerified, name, role, plan, features };
  }
}
