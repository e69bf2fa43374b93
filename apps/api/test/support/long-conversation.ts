import { Client } from 'pg';

/** Gives somebody a conversation with so many turns, the oldest "question 1", all of them finished. Returns its id. */
export async function seedConversation(databaseUrl: string, email: string, turns: number): Promise<string> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const { rows } = await database.query<{ id: string; user_id: string }>(
      `INSERT INTO conversations (user_id, title) SELECT id, 'A long one' FROM users WHERE email = $1 RETURNING id, user_id`,
      [email],
    );
    const [{ id, user_id }] = rows as [{ id: string; user_id: string }];
    await database.query(
      `INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, answer, model, created_at, ended_at)
       SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), 'completed', 'question ' || n,
              'Answer **' || n || E'**.\\n\\n' || repeat('Some more words on it. ', 1 + n % 13) || E'\\n\\n- one\\n- two', 'small',
              now() - interval '30 days' + n * interval '1 minute', now()
         FROM generate_series(1, $3::int) AS n`,
      [id, user_id, turns],
    );
    return id;
  } finally {
    await database.end();
  }
}
