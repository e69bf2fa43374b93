import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export type Schema = Record<string, unknown>;
type Content = Record<string, { schema: Schema }>;

/** What may be asked for, and what may come of it, as `GET /api/openapi.json` has it. */
export interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content; headers?: Record<string, object> }>;
}

export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, Schema> };
}

/** An operation and where it is. */
export interface Endpoint extends Operation {
  method: string;
  path: string;
}

/** An answer as it came. */
export interface Received {
  status: number;
  headers: Headers;
  text: string;
}

/** The description of the API, and how far answers are what it says. Fields that it does not name are faults. */
export class Description {
  readonly endpoints: Endpoint[];
  private readonly ajv = formats.default(new Ajv2020({ strict: true, allErrors: true, strictRequired: false }));
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(readonly document: OpenApi) {
    this.endpoints = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
    );
    this.ajv.addSchema(withLocalReferences(document.components.schemas), 'api');
  }

  endpoint(operationId: string): Endpoint {
    const found = this.endpoints.find((each) => each.operationId === operationId);
    if (!found) throw new Error(`There is no operation ${operationId}`);
    return found;
  }

  /** What of an answer the description does not know. */
  faultsOf({ responses }: Operation, { status, headers, text }: Received): string[] {
    const answer = responses[status] ?? (status >= 400 ? responses.default : undefined);
    if (!answer) return [`the status ${status}`];
    const missing = Object.keys(answer.headers ?? {}).filter((name) => !headers.has(name));
    if (missing.length > 0) return [`no header ${missing.join()}`];
    const type = headers.get('content-type')?.split(';')[0];
    if (!answer.content) return type || text ? [`${type ?? 'bytes'} where there should be nothing`] : [];
    const schema = answer.content[type ?? '']?.schema;
    if (!schema) return [`the type ${type}`];
    return this.faultsIn(type!.endsWith('json') ? JSON.parse(text) : text, schema);
  }

  /** Where a value differs from its schema. */
  faultsIn(value: unknown, schema: Schema): string[] {
    const validate = this.validatorOf(schema);
    if (validate(value)) return [];
    return validate.errors!.map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }

  private validatorOf(schema: Schema): ValidateFunction {
    const key = JSON.stringify(schema);
    const validate = this.validators.get(key) ?? this.ajv.compile(local(closed(schema)));
    this.validators.set(key, validate);
    return validate;
  }
}

const withLocalReferences = (schemas: Record<string, Schema>): Schema => ({ $defs: local(closed(schemas)) });

/** References as ajv finds them in what it knows by the name `api`. */
const local = <T extends Schema>(schema: T): T =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"api#/$defs/')) as T;

/** The same, without room for fields that are not in it. The description itself leaves room, for there may be more tomorrow. */
function closed<T extends Schema>(schema: T): T {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.properties && value.type === 'object' ? { additionalProperties: false, ...value } : value,
  ) as T;
}
