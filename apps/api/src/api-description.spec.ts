import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { completeDescription, schemaConverter } from './api-description.js';

describe('the form of a schema in the description', () => {
  it('is a reference to a component where the schema has an id, however deep it is', () => {
    const Part = z.object({ at: z.iso.datetime() }).meta({ id: 'Part' });
    const Whole = z.object({ part: Part.nullable(), parts: z.array(Part) }).meta({ id: 'Whole' });
    expect(schemaConverter()(Whole)).toEqual({
      schema: { $ref: '#/$defs/Whole' },
      components: {
        Part: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } }, required: ['at'] },
        Whole: {
          type: 'object',
          properties: {
            part: { anyOf: [{ $ref: '#/$defs/Part' }, { type: 'null' }] },
            parts: { type: 'array', items: { $ref: '#/$defs/Part' } },
          },
          required: ['part', 'parts'],
        },
      },
    });
  });

  it('leaves room for fields of tomorrow in what is answered, and none in what is asked', () => {
    const convert = schemaConverter();
    expect(convert(z.object({ n: z.int() }))!.schema).toEqual({
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
    });
    expect(convert(z.strictObject({}))!.schema).toHaveProperty('additionalProperties', false);
  });

  it('is left to others where the schema is none of zod’s', () => {
    expect(schemaConverter()({ '~standard': {} })).toBeUndefined();
  });

  it('is not described as that of another schema with the same id', () => {
    const convert = schemaConverter();
    const named = (schema: z.ZodType) => schema.meta({ id: 'Twice' });
    convert(named(z.string()));
    convert(named(z.string()));
    expect(() => convert(named(z.int()))).toThrow('Two schemas have the id Twice');
  });
});

describe('a complete description', () => {
  const ACTOR: Record<string, string[]>[] = [{ cookie: [] }, { bearer: [] }];
  const OWN = { 'application/json': { schema: {} } };
  const complete = (operation: object, actor = ACTOR) => {
    const document = { paths: { '/a': { get: { responses: {}, ...operation }, parameters: [] } }, components: {} };
    const { paths, components } = completeDescription(document as unknown as OpenAPIObject, actor, schemaConverter());
    return { ...paths['/a']!.get!, components } as {
      security: object[];
      responses: Record<string, { description: string; content?: object }>;
      components: { schemas: object };
    };
  };

  it('says that an operation needs an actor, and what is answered to nobody, unless the operation says otherwise', () => {
    expect(complete({})).toMatchObject({ security: ACTOR, responses: { 401: { description: '`unauthenticated`' } } });
    for (const [security, described] of [
      [[{}], []],
      [[{}, {}], []],
      [
        [{}, { token: [] }],
        [{}, { token: [] }],
      ],
    ]) {
      const { security: result, responses } = complete({ security });
      expect([result, Object.keys(responses)]).toEqual([described, ['default']]);
    }
  });

  it('asks for nothing where everybody is the actor', () => {
    const { security, responses } = complete({}, []);
    expect([security, Object.keys(responses)]).toEqual([[], ['default']]);
  });

  it('has a problem for whatever goes wrong, and leaves what is described already', () => {
    const { responses, components } = complete({
      responses: {
        200: { description: '', content: OWN },
        204: { description: 'Gone' },
        401: { description: '`invalid_credentials`' },
        503: { description: 'Not well', content: OWN },
      },
    });
    const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    expect(responses).toEqual({
      200: { description: 'OK', content: OWN },
      204: { description: 'Gone' },
      401: { description: '`invalid_credentials`', content: problem },
      503: { description: 'Not well', content: OWN },
      default: { description: expect.stringContaining('`code`'), content: problem },
    });
    expect(components.schemas).toHaveProperty('Problem.properties.code');
  });
});
