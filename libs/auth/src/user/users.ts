import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { EmailTaken } from '../auth.errors.js';
import { User } from './user.entity.js';

type NewUser = Pick<User, 'email' | 'emailVerified' | 'passwordHash' | 'name'>;

/** An address as it is stored and compared. */
export const canonicalEmail = (email: string) => email.trim().normalize('NFC').toLowerCase();

/** The accounts. */
@Injectable()
export class Users {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async findByEmail(email: string): Promise<User | null> {
    return this.repository.findOneBy({ email: canonicalEmail(email) });
  }

  /** Throws `EmailTaken`, also when somebody else takes the address at the same moment. */
  async create(user: NewUser): Promise<User> {
    const values = { ...user, email: canonicalEmail(user.email) };
    const { raw } = await this.repository
      .createQueryBuilder()
      .insert()
      .values(values)
      .orIgnore()
      .returning('id')
      .execute();
    const [row] = raw as { id: string }[];
    if (!row) throw new EmailTaken();
    return this.repository.findOneByOrFail({ id: row.id });
  }

  private get repository() {
    return this.dataSource.getRepository(User);
  }
}
