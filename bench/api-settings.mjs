// How the API runs in production, with the model and Stripe where nothing answers.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inProject } from './project.mjs';

/** The program that operators start. */
export const API = 'dist/apps/api/src/main.js';

/** What `npm run start:prod` gives to node before the program. */
export function flagsOfApi() {
  const command = JSON.parse(readFileSync(inProject('package.json'), 'utf8')).scripts['start:prod'];
  const [before, program] = command.split(API);
  if (program === undefined) throw new Error(`start:prod does not name ${API}.`);
  return before.split(' node ').at(-1).split(' ').filter(Boolean);
}

/** The whole environment of one API. */
export const environmentOfApi = ({ port, databaseUrl, jwtSecret, nowhere }) => ({
  NODE_ENV: 'production',
  ALLOW_TEST_ENDPOINTS: '1',
  TURNPIKE_SUPERVISED: '1',
  HOST: '127.0.0.1',
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  DATABASE_URL: databaseUrl,
  CONFIG_FILE: 'config/turnpike.yaml',
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'info',
  SHUTDOWN_TIMEOUT_MS: '1000',
  JWT_SECRET: jwtSecret,
  STRIPE_SECRET_KEY: `sk_test_sandbox${randomBytes(12).toString('hex')}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(12).toString('hex')}`,
  STRIPE_PRICE_ID: 'price_bench',
  STRIPE_API_BASE: nowhere,
  LLM_BASE_URL: `${nowhere}/v1`,
  LLM_API_KEY: 'bench',
  LLM_MODEL: 'bench',
});
