// People with a session and a paid plan, made in bulk: to sign up takes a password hash each.
import 'reflect-metadata';
import pg from 'pg';
import { AccessTokens } from '../../dist/libs/auth/src/session/access-token.js';

const PEOPLE = `
  WITH people AS (
    INSERT INTO users (email, email_verified)
    SELECT 'socket-' || n || '@bench.example', true FROM generate_series(1, $1::int) n RETURNING id
  ), paid AS (
    INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_start,
                               current_period_end, started_at)
    SELECT id, 'cus_' || id, 'sub_' || id, 'pro', 'active', now(), now() + interval '1 month', now() FROM people
  )
  INSERT INTO sessions (user_id, token_hash) SELECT id, sha256(id::text::bytea) FROM people
  RETURNING id AS "sessionId", user_id AS "userId"`;

/** Makes so many people. */
export async function makePeople({ databaseUrl }, count) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(PEOPLE, [count])).rows;
  } finally {
    await client.end();
  }
}

/** The cookie of each of the people, good for `server` and, as in any browser, for ten minutes. */
export function cookiesOf({ jwtSecret }, people, server) {
  const tokens = new AccessTokens({ jwtSecrets: [jwtSecret], publicUrl: server.url });
  return Promise.all(people.map(async (person) => `auth_token=${await tokens.sign(person)}`));
}
