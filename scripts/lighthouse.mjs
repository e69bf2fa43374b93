// npm run lighthouse [-- http://localhost:8000]: what Lighthouse says of each page of a running program, as a visitor with a
// telephone and at a desk. Fails under 95 in any category. Lighthouse is fetched when it is asked for, since nothing else needs it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { findNode, npmCommand } from './lib/node.mjs';
import { fail, inProject } from './lib/project.mjs';

const LIGHTHOUSE = 'lighthouse@13.5.0';
const ENOUGH = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const PAGES = ['/login', '/signup', '/forgot-password', '/', '/billing', '/account'];
const MEMBERS_ONLY = new Set(['/', '/billing', '/account']);

const base = new URL(process.argv[2] ?? 'http://localhost:8000').origin;
const temporary = inProject('.data', 'tmp');
mkdirSync(temporary, { recursive: true });
process.env.TMPDIR = temporary;
const profile = mkdtempSync(join(temporary, 'lighthouse-'));
const cookies = await signUp();
let low = 0;

console.log(`${'page'.padEnd(28)}${CATEGORIES.map((name) => name.padStart(16)).join('')}`);
for (const path of PAGES) {
  for (const preset of ['mobile', 'desktop']) {
    const { categories, audits } = await judge(path, preset);
    const scores = CATEGORIES.map((name) => Math.round((categories[name].score ?? 0) * 100));
    console.log(`${path.padEnd(20)}${preset.padEnd(8)}${scores.map((score) => String(score).padStart(16)).join('')}`);
    scores.forEach((score, at) => score < ENOUGH && explain(categories[CATEGORIES[at]], audits));
  }
}
rmSync(profile, { recursive: true, force: true });
if (low) fail(`${low} scores are under ${ENOUGH}.`);

/** A browser of its own for each, with nothing in its cache. Lighthouse opens its tab beside the cookies. */
async function judge(path, preset) {
  const port = await freePort();
  const browser = await playwright.launchPersistentContext(mkdtempSync(join(profile, 'profile-')), {
    executablePath: process.env.CHROMIUM_PATH || (await chromium.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', `--remote-debugging-port=${port}`],
  });
  try {
    if (MEMBERS_ONLY.has(path)) await browser.addCookies(cookies);
    return JSON.parse(await lighthouse(base + path, port, preset));
  } finally {
    await browser.close();
  }
}

function lighthouse(url, port, preset) {
  const options = [`--port=${port}`, '--disable-storage-reset', '--output=json', '--quiet'];
  const desk = preset === 'desktop' ? ['--preset=desktop'] : [];
  const { command, args, ...rest } = npmCommand([
    'exec',
    '--yes',
    `--package=${LIGHTHOUSE}`,
    '--',
    'lighthouse',
    url,
    ...options,
    ...desk,
  ]);
  const PATH = `${dirname(findNode())}${delimiter}${rest.env.PATH}`;
  const child = spawn(command, args, { env: { ...rest.env, PATH }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) =>
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`Lighthouse ended with ${code}`)))),
  );
}

function explain({ title, auditRefs }, audits) {
  low += 1;
  const lost = auditRefs
    .map(({ id, weight }) => ({ ...audits[id], weight }))
    .filter(({ weight, score }) => weight && score !== null && score < 0.9);
  for (const { title: what, displayValue = '' } of lost) console.log(`    ${title}: ${what} ${displayValue}`);
}

/** Cookies of somebody new. */
async function signUp() {
  const account = { email: `lighthouse-${Date.now()}@example.com`, password: `correct horse ${crypto.randomUUID()}` };
  const answer = await fetch(`${base}/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base },
    body: JSON.stringify(account),
  }).catch((error) => fail(`Nothing answers at ${base} (${error.cause?.code ?? error.message}): npm start first.`));
  if (!answer.ok) fail(`Nobody can sign up at ${base}: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map((line) => {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    return { name, value, url: base };
  });
}

function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  return new Promise((resolve) =>
    server.on('listening', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    }),
  );
}
