import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The part of JSON Schema that our own schemas use. */
export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  enum?: unknown[];
  anyOf?: JsonSchema[];
}

/** A route as the router knows it, with what the API's description says of its input. */
export interface Route {
  method: string;
  /** With its parameters: `/conversations/:id`. */
  path: string;
  query: string[];
  body: JsonSchema | null;
}

interface Operation {
  parameters?: { in: string; name: string }[];
  requestBody?: { content?: Record<string, { schema?: JsonSchema }> };
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** Stripe calls it: it has neither cookies nor an origin, and proves itself by a signature. */
const WEBHOOK = '/billing/webhook';

export const changesState = ({ method, path }: Route): boolean => !READING.has(method) && path !== WEBHOOK;
export const isRead = ({ method }: Route): boolean => READING.has(method);
export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Every route of the application, asked of its router, so that a new one is attacked like all others. */
export async function routesOf(app: NestFastifyApplication): Promise<Route[]> {
  const description = await app.inject({ method: 'GET', url: '/api/openapi.json' });
  const { paths, components } = description.json<Description>();
  const printed = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  return endpointsIn(printed).map(({ method, path }) => {
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    return {
      method,
      path,
      query: (operation?.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name),
      body: inline(operation?.requestBody?.content?.['application/json']?.schema ?? null, components.schemas),
    };
  });
}

/** The schema with everything in it that it refers to. */
function inline(schema: JsonSchema | null, named: Description['components']['schemas']): JsonSchema | null {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.$ref ? inline(named[value.$ref.split('/').at(-1)]!, named) : value,
  );
}

/** Reads Fastify's picture of its routes, a tree in which each line continues the path of the one it hangs on. */
function endpointsIn(printed: string): { method: string; path: string }[] {
  const above: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const [, indent, part, methods] = /^((?:[│ ] {3})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined) return [];
    const depth = indent.length / 4;
    const path = (above[depth - 1] ?? '') + part;
    above.splice(depth, Infinity, path);
    return (methods?.split(', ') ?? []).map((method) => ({ method, path: path.replace(/\/+/g, '/') }));
  });
}

/** What to put for a parameter of a path. */
export type Values = (parameter: string, path: string) => string;

/** The path with its parameters filled in, as they are. */
export const fill = ({ path }: Route, values: Values): string =>
  path.replace(/^(?!\/)/, '/').replace(/:\w+|\*/g, (parameter) => values(parameter, path));
