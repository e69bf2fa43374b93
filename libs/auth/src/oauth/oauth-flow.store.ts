import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FLOW_MINUTES } from './flow-cookies.js';
import type { OAuthFlow } from './oauth-flow.entity.js';

/** What a flow must remember until its callback. */
export type NewFlow = Pick<OAuthFlow, 'provider' | 'codeVerifier' | 'returnTo' | 'linkUserId'>;

/** The flows under way. They lie in the database, so that one instance may begin what another finishes. */
@Injectable()
export class OAuthFlowStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Returns the state for the provider, 256 bits; `browser` must come back with it. */
  async begin({ provider, codeVerifier, returnTo, linkUserId }: NewFlow, browser: string): Promise<string> {
    const state = randomBytes(32).toString('base64url');
    await this.dataSource.query('DELETE FROM oauth_flows WHERE expires_at < now()');
    await this.dataSource.query(
      `INSERT INTO oauth_flows (state_hash, browser_hash, provider, code_verifier, return_to, link_user_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + interval '${FLOW_MINUTES} minutes')`,
      [hashOf(state), hashOf(browser), provider, codeVerifier, returnTo, linkUserId],
    );
    return state;
  }

  /**
   * Uses up the flow: the same state never works again, whatever comes of it. Null when there is none, or when it is another
   * browser's or another provider's; such a stranger does not spoil it for its owner.
   */
  async use(state: string, browser: string, provider: string): Promise<NewFlow | null> {
    // TypeORM answers a DELETE with the rows and their number.
    const [[flow]]: [NewFlow[], number] = await this.dataSource.query(
      `DELETE FROM oauth_flows
       WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > now()
       RETURNING provider, code_verifier AS "codeVerifier", return_to AS "returnTo", link_user_id AS "linkUserId"`,
      [hashOf(state), hashOf(browser), provider],
    );
    return flow ?? null;
  }
}

const hashOf = (value: string) => createHash('sha256').update(value).digest();
