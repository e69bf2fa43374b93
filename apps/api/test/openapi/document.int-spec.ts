import { Validator } from '@seriousme/openapi-schema-validator';
import { Stage } from './stage.js';
import type { Endpoint } from './description.js';

const TAGS = ['Account', 'Administration', 'Billing', 'Operations', 'Sign-in', 'Turns'];
const stage = new Stage();
let endpoints: Endpoint[];
beforeAll(async () => {
  await stage.open();
  ({ endpoints } = stage.description);
});
afterAll(() => stage.close());

/** The operations for which something does not hold. */
const those = (that: (endpoint: Endpoint) => boolean) => endpoints.filter(that).map(({ operationId }) => operationId);
const successOf = ({ responses }: Endpoint) => Object.entries(responses).filter(([status]) => Number(status) < 400);

describe('the description of the API', () => {
  it('is valid by the official schema of OpenAPI 3.1, and a broken one is not', async () => {
    const { document } = stage.description;
    const check = async (each: object) => {
      const validator = new Validator();
      const { valid, errors } = await validator.validate(structuredClone(each) as Record<string, unknown>);
      return { valid, errors, version: validator.version };
    };
    expect(await check(document)).toEqual({ valid: true, errors: undefined, version: '3.1' });
    const [operation] = Object.values(document.paths['/auth/me']!);
    const broken = { ...document, paths: { '/auth/me': { get: { ...operation, operationID: 'me' } } } };
    expect((await check(broken)).valid).toBe(false);
  });

  it('is of everything that there is', () => {
    expect(endpoints.length).toBeGreaterThan(40);
  });

  it('gives every operation a name of its own, a summary and a subject', () => {
    const names = endpoints.map(({ operationId }) => operationId);
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)*$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(those(({ summary }) => !summary)).toEqual([]);
    expect(those(({ tags }) => tags?.length !== 1 || !TAGS.includes(tags[0]!))).toEqual([]);
  });

  it('has one success for every operation, with a body unless there is none', () => {
    expect(those((endpoint) => successOf(endpoint).length !== 1)).toEqual([]);
    const isBare = (status: string) => ['204', '302'].includes(status);
    expect(
      those((endpoint) => successOf(endpoint).some(([status, { content }]) => isBare(status) === Boolean(content))),
    ).toEqual([]);
    expect(those(({ responses }) => Object.values(responses).some(({ description }) => !description))).toEqual([]);
  });

  it('has problem details for whatever else happens', () => {
    const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    for (const { operationId, responses } of endpoints)
      expect([operationId, responses.default?.content]).toEqual([operationId, problem]);
  });

  it('names every parameter of a path, and who may call', () => {
    const { securitySchemes } = stage.description.document.components;
    for (const { operationId, path, parameters = [], security } of endpoints) {
      const inPath = parameters.filter((each) => each.in === 'path' && each.required).map(({ name }) => name);
      expect([operationId, inPath]).toEqual([operationId, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
      expect([operationId, Object.keys(securitySchemes)]).toEqual([
        operationId,
        expect.arrayContaining(security!.flatMap((each) => Object.keys(each))),
      ]);
    }
  });

  it('refers to nothing that it does not hold, and holds nothing that it does not refer to', () => {
    const text = JSON.stringify(stage.description.document);
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!));
    const held = Object.keys(stage.description.document.components.schemas);
    expect([...references].sort()).toEqual(held.map((name) => `#/components/schemas/${name}`).sort());
  });

  it('has schemas that a strict reader of JSON Schema 2020-12 takes', () => {
    const schemas = endpoints.flatMap(({ parameters = [], requestBody, responses }) => [
      ...parameters.map(({ schema }) => schema),
      ...[requestBody, ...Object.values(responses)].flatMap((each) =>
        Object.values(each?.content ?? {}).map(({ schema }) => schema),
      ),
    ]);
    for (const schema of schemas) expect(() => stage.description.faultsIn(null, schema)).not.toThrow();
  });

  it('describes what a body must be, unless there is nothing to say', () => {
    const silent = ['POST', 'PATCH'];
    expect(those(({ method, requestBody }) => silent.includes(method) && !requestBody)).toEqual([
      'requestEmailVerification',
      'logOut',
      'linkProvider',
      'cancelSubscription',
      'resumeSubscription',
      'exportMe',
    ]);
  });
});
