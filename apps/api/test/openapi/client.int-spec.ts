import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { Stage } from './stage.js';

const FILE = 'apps/web/src/lib/api/schema.d.ts';
const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());

it('the pages’ client is generated from this very description (npm run client writes it anew)', async () => {
  const types = await openapiTS(stage.description.document as unknown as OpenAPI3);
  const generated = `// Generated from GET /api/openapi.json by \`npm run client\`.\n${astToString(types)}`;
  if (process.env.WRITE_CLIENT) writeFileSync(FILE, generated);
  expect(readFileSync(FILE, 'utf8')).toBe(generated);
});
