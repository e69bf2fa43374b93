import type { DataSource } from 'typeorm';

/** A digest of every table's rows, to see that nothing has changed. `ignoring` names columns as `table.column`. */
export async function tableDigests(sql: DataSource, ignoring: string[] = []): Promise<Record<string, string>> {
  const tables = await sql.query<{ name: string }[]>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const ignored = ignoring.filter((each) => each.startsWith(`${name}.`)).map((each) => each.split('.')[1]);
    const [row] = await sql.query<{ digest: string }[]>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(line, E'\\n' ORDER BY line), '')) AS digest
       FROM (SELECT (to_jsonb(t) - $1::text[])::text AS line FROM "${name}" t) AS lines`,
      [ignored],
    );
    digests[name] = row!.digest;
  }
  return digests;
}
