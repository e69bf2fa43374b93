// The charges make one key count once: a second one with the same key waits for the first to commit, and then takes
// nothing. Each usage grows only below its limit. What comes back are the quotas that refused, and then all of it is to
// be rolled back. Rows are locked in the order of their names everywhere, so that no two ever wait for each other.
export const RESERVE = `
  WITH wanted AS (
    SELECT * FROM unnest($3::text[], $4::timestamptz[], $5::int[]) AS w (quota, period_start, most)
  ), charge AS (
    INSERT INTO quota_charges (user_id, quota, key, period_start)
    SELECT $1, quota, $2, period_start FROM wanted ORDER BY quota
    ON CONFLICT DO NOTHING
    RETURNING quota, period_start
  ), usage AS (
    INSERT INTO quota_usages AS u (user_id, quota, period_start, used)
    SELECT $1, quota, c.period_start, 1 FROM charge c JOIN wanted USING (quota) WHERE most > 0 ORDER BY quota
    ON CONFLICT (user_id, quota, period_start) DO UPDATE SET used = u.used + 1
     WHERE u.used < (SELECT most FROM wanted WHERE quota = excluded.quota)
    RETURNING quota
  )
  SELECT quota FROM charge EXCEPT SELECT quota FROM usage`;

export const SETTLE = `
  UPDATE quota_charges SET settled_at = now() WHERE user_id = $1 AND key = $2 AND settled_at IS NULL`;

export const REFUND = `
  WITH charge AS (
    DELETE FROM quota_charges WHERE user_id = $1 AND key = $2 AND settled_at IS NULL RETURNING quota, period_start
  ), locked AS (
    SELECT quota, period_start FROM quota_usages JOIN charge USING (quota, period_start)
     WHERE user_id = $1 ORDER BY quota FOR UPDATE OF quota_usages
  )
  UPDATE quota_usages u SET used = greatest(u.used - 1, 0) FROM locked l
   WHERE u.user_id = $1 AND u.quota = l.quota AND u.period_start = l.period_start`;

export const USED = `
  SELECT quota, used FROM quota_usages JOIN unnest($2::text[], $3::timestamptz[]) AS p (quota, period_start)
    USING (quota, period_start) WHERE user_id = $1`;

/** Whoever prunes takes what nobody holds, so that it never waits and nobody waits long for it. */
export const PRUNE = `
  DELETE FROM quota_charges WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM quota_charges WHERE created_at < now() - $1::interval
     ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))
  RETURNING 1`;
