import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import { NotFound } from '@app/platform';
import { AccountDisabled, EmailUnproven, IdentityTaken, LastWayIn } from '../auth.errors.js';
import { Identity } from './identity.entity.js';
import { User } from './user.entity.js';
import { canonicalEmail } from './users.js';

/** A person at a provider who has just proved to be it, with an address that the provider has verified. */
export interface ProvenIdentity {
  provider: string;
  issuer: string;
  subject: string;
  email: string;
  name: string | null;
}

/** Whose identity it is, and what had to be done for that. */
export interface IdentityOwner {
  userId: string;
  done: 'found' | 'linked' | 'created';
}

/** What linking has changed. */
export interface Linked {
  isNew: boolean;
  emailVerified: boolean;
}

/** The ways into accounts through providers, and the rules of linking. */
@Injectable()
export class Identities {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async list(userId: string): Promise<Identity[]> {
    return this.dataSource.getRepository(Identity).find({ where: { userId }, order: { createdAt: 'ASC' } });
  }

  /**
   * Whose identity it is. A new one goes to the account with its address if that address is verified here too, else to a
   * new account; throws `EmailUnproven` when an account has the address without proof, `AccountDisabled` when it is disabled.
   */
  async ownerOf(proven: ProvenIdentity): Promise<IdentityOwner> {
    return this.settled(async (manager) => {
      const known = await this.find(manager, proven);
      if (known) return { userId: notDisabled(known.user!).id, done: 'found' };
      const email = canonicalEmail(proven.email);
      const local = await manager.findOneBy(User, { email });
      if (local && !notDisabled(local).emailVerified) throw new EmailUnproven(local.id);
      const user =
        local ?? (await manager.save(manager.create(User, { email, emailVerified: true, name: proven.name })));
      await this.add(manager, user.id, proven);
      return { userId: user.id, done: local ? 'linked' : 'created' };
    });
  }

  /**
   * Gives the user this way in; throws `IdentityTaken` when it is somebody else's. The provider's word that the address is
   * this person's proves the account's own, if it is the same.
   */
  async link(userId: string, proven: ProvenIdentity): Promise<Linked> {
    return this.settled(async (manager) => {
      const known = await this.find(manager, proven);
      if (known && known.userId !== userId) throw new IdentityTaken();
      if (!known) await this.add(manager, userId, proven);
      const unproven = { id: userId, email: canonicalEmail(proven.email), emailVerified: false };
      const { affected } = await manager.update(User, unproven, { emailVerified: true });
      return { isNew: !known, emailVerified: affected === 1 };
    });
  }

  /** Takes away the user's ways in through a provider. Throws `LastWayIn` when none would be left. */
  async unlink(userId: string, provider: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // The row's lock makes two removals at once take turns, or each would count on the other's way in.
      const user = await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
      const identities = await manager.findBy(Identity, { userId });
      const gone = identities.filter((identity) => identity.provider === provider);
      if (gone.length === 0) throw new NotFound();
      if (user.passwordHash === null && gone.length === identities.length) throw new LastWayIn();
      await manager.remove(gone);
    });
  }

  private find(manager: EntityManager, { issuer, subject }: ProvenIdentity): Promise<Identity | null> {
    return manager.findOne(Identity, { where: { issuer, subject }, relations: { user: true } });
  }

  private async add(manager: EntityManager, userId: string, { provider, issuer, subject, email }: ProvenIdentity) {
    await manager.insert(Identity, { userId, provider, issuer, subject, email });
  }

  /** Two tabs may bring the same new person at once: whoever comes second looks again, and finds what the first has made. */
  private async settled<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return this.dataSource.transaction(work);
    }
  }
}

function notDisabled(user: User): User {
  if (user.disabledAt) throw new AccountDisabled(user.id);
  return user;
}

const isDuplicate = (error: unknown) =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23505';
