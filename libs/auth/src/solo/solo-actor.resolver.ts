import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ActorResolver, type ResolvedActor } from '../actor/actor-resolver.js';
import { User } from '../user/user.entity.js';

const EMAIL = 'local@localhost';

/** Without sign-in everybody is the one local user, whose row is made at the first start. */
@Injectable()
export class SoloActorResolver extends ActorResolver implements OnModuleInit {
  private user: User;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const users = this.dataSource.getRepository(User);
    await users
      .createQueryBuilder()
      .insert()
      .values({ email: EMAIL, emailVerified: true, name: 'You' })
      .orIgnore()
      .execute();
    this.user = await users.findOneByOrFail({ email: EMAIL });
  }

  resolve(): Promise<ResolvedActor> {
    const { id, email, emailVerified, name, role } = this.user;
    return Promise.resolve({ actor: { id, sessionId: id, email, emailVerified, name, role } });
  }
}
