import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { Problem } from '@app/protocol';

type Schema = Record<string, unknown>;
type Requirement = Record<string, string[]>;
interface Answer {
  description: string;
  content?: Record<string, { schema: Schema }>;
}
interface Operation {
  security?: Requirement[];
  responses: Record<string, Answer>;
}

/** What swagger asks for the form of a schema; undefined leaves it to swagger. */
type Converter = (schema: unknown) => { schema: Schema; components: Record<string, Schema> } | undefined;

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/**
 * Makes what swagger asks for the form of a schema. A zod schema with an id is a component by that name, wherever it is
 * used; two of one name throw, since one of them would be described as the other. Answers may have more fields tomorrow than
 * they have today, so only requests say that there are no others.
 */
export function schemaConverter(): Converter {
  const known = new Map<string, string>();
  return (schema) => {
    if (!(schema instanceof z.ZodType)) return undefined;
    const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { io: 'input', override: leaveUnsaid });
    const components = $defs as Record<string, Schema>;
    for (const [name, component] of Object.entries(components)) {
      const form = JSON.stringify(component);
      if ((known.get(name) ?? form) !== form) throw new Error(`Two schemas have the id ${name}`);
      known.set(name, form);
    }
    return { schema: own, components };
  };
}

/**
 * Adds what all operations have in common: who may call, and that whatever goes wrong is a problem. `actor` is what an
 * operation needs that says nothing else.
 */
export function completeDescription(document: OpenAPIObject, actor: Requirement[], convert: Converter): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (METHODS.includes(method)) complete(operation as Operation, actor);
    }
  }
  const { components } = convert(Problem)!;
  document.components!.schemas = { ...document.components!.schemas, ...components };
  return document;
}

function complete(operation: Operation, actor: Requirement[]): void {
  const { security = actor, responses } = operation;
  operation.security = security.every((each) => Object.keys(each).length === 0) ? [] : security;
  if (security === actor && actor.length > 0) responses['401'] ??= { description: '`unauthenticated`' };
  responses.default ??= { description: 'Anything else that goes wrong; `code` says what' };
  for (const [status, answer] of Object.entries(responses)) {
    answer.description ||= STATUS_CODES[status]!;
    if (status === 'default' || Number(status) >= 400) answer.content ??= PROBLEM;
  }
}

/** What a format says, no pattern has to say again, and that an integer is one of JavaScript's goes without saying. */
function leaveUnsaid({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { format, minimum, maximum } = jsonSchema;
  if (format === 'date-time' || format === 'uuid') delete jsonSchema.pattern;
  if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
