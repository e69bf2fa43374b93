import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { FLOW_MINUTES } from './flow-cookies.js';
import type { OAuthFlow } from './oauth-flow.entity.js';
import type { FlowSecrets } from './oauth-provider.js';

/** What a flow is for. */
export type FlowWish = Pick<OAuthFlow, 'provider' | 'returnTo' | 'linkUserId'>;

/** The flows under way. They lie in the database, so that one instance may begin what another finishes. */
@Injectable()
export class OAuthFlowStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Makes the flow's secrets, 256 bits each; `browser` must come back with the state. */
  async begin({ provider, returnTo, linkUserId }: FlowWish, browser: string): Promise<FlowSecrets> {
    const [state, codeVerifier, nonce] = [secret(), secret(), secret()];
    await this.dataSource.query('DELETE FROM oauth_flows WHERE expires_at < now()');
    await this.dataSource.query(
      `INSERT INTO oauth_flows
         (state_hash, browser_hash, provider, code_verifier, nonce, return_to, link_user_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '${FLOW_MINUTES} minutes')`,
      [hashOf(state), hashOf(browser), provider, codeVerifier, nonce, returnTo, linkUserId],
    );
    return { state, codeVerifier, nonce };
  }

  /**
   * Uses up the flow: the same state never works again, whatever comes of it. Null when there is none, or when it is another
   * browser's or another provider's; such a stranger does not spoil it for its owner.
   */
  async use(state: string, browser: string, provider: string): Promise<(FlowWish & FlowSecrets) | null> {
    // TypeORM answers a DELETE with the rows and their number.
    const [[flow]]: [(FlowWish & Omit<FlowSecrets, 'state'>)[], number] = await this.dataSource.query(
      `DELETE FROM oauth_flows
       WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > now()
       RETURNING provider, code_verifier AS "codeVerifier", coalesce(nonce, '') AS nonce, return_to AS "returnTo",
         link_user_id AS "linkUserId"`,
      [hashOf(state), hashOf(browser), provider],
    );
    return flow ? { ...flow, state } : null;
  }
}

const secret = () => randomBytes(32).toString('base64url');
const hashOf = (value: string) => createHash('sha256').update(value).digest();
