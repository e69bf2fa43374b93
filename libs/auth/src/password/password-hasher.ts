import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { SignInBusy } from '../auth.errors.js';

const ARGON2ID = 2;
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** How a hash made with these begins (the PHC string format). */
const CURRENT = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;
const QUEUE = 50;

/** argon2id, as many at a time as there are cores; who finds 50 waiting is told to come back (`SignInBusy`). */
@Injectable()
export class PasswordHasher {
  private readonly slots = bulkhead(availableParallelism(), QUEUE);
  /** Verified against when there is nothing to verify, so that an unknown account takes as long as a known one. */
  private readonly nobody = hash('nobody has this password', PARAMETERS);

  async hash(password: string): Promise<string> {
    return this.inSlot(() => hash(canonical(password), PARAMETERS));
  }

  /** `admit` runs when it is the password's turn, right before the work; it may throw to refuse. */
  async isRight(password: string, passwordHash: string | null, admit: () => Promise<void>): Promise<boolean> {
    return this.inSlot(async () => {
      await admit();
      const right = await this.compare(passwordHash ?? (await this.nobody), password);
      return right && passwordHash !== null;
    });
  }

  /** Whether the hash was made with other parameters than those of today. */
  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(CURRENT);
  }

  /** The one place where a password is compared, once in every attempt. */
  protected compare(passwordHash: string, password: string): Promise<boolean> {
    return verify(passwordHash, canonical(password));
  }

  private async inSlot<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.slots.execute(work);
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw new SignInBusy();
      throw error;
    }
  }
}

/** The same characters typed on another keyboard may arrive as other code points. */
const canonical = (password: string) => password.normalize('NFC');
