// One Postgres for the whole test run, with a migrated database that every test database is copied from.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import pg from 'pg';
import { build, server } from '../lib/build.mjs';
import { inProject } from '../lib/project.mjs';

const template = 'template_turnpike';

export default async function postgresUp() {
  const problems = await build([server]);
  // Jest compiles on its own: a type error somewhere else must not keep a single test from running.
  if (problems.length) console.error('The server does not compile cleanly (see npm run build); testing what came out.');
  const { startEmbeddedPostgres } = await import(inProject('dist/libs/platform/src/database/embedded-postgres.js'));

  removeLeftovers();
  const folder = inProject('.data', `test-${process.pid}`);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  globalThis.turnpikeTestPostgres = { postgres, folder };
  const urlOf = (database) => Object.assign(new URL(postgres.url), { pathname: `/${database}` }).href;

  process.env.TEST_DATABASE_ADMIN_URL = urlOf('postgres');
  process.env.TEST_TEMPLATE_DATABASE = template;
  const admin = new pg.Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await admin.end();
  await migrateTemplate(urlOf(template));
}

async function migrateTemplate(url) {
  const [migrator, list] = ['dist/libs/platform/src/database/migrate.js', 'dist/migrations/index.js'].map((path) =>
    inProject(path),
  );
  if (!existsSync(migrator) || !existsSync(list)) return;
  const [{ migrate }, { migrations }] = await Promise.all([import(migrator), import(list)]);
  await migrate(url, migrations);
}

/** A run that was killed could not tidy up. */
function removeLeftovers() {
  mkdirSync(inProject('.data'), { recursive: true });
  for (const name of readdirSync(inProject('.data'))) {
    const pid = /^test-(\d+)$/.exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(inProject('.data', name), { recursive: true, force: true });
  }
}
