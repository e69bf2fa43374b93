import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { PlatformConfig } from '@app/platform';
import { describeSocket } from '@app/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { completeDescription, schemaConverter } from './api-description.js';

const WORDS = `
Sign-in, plans and turns. The turns themselves travel through a WebSocket: \`/api/asyncapi.json\` describes it.

Errors are RFC 9457 problem details with a \`code\` that never changes. Any operation may answer 429 \`rate_limited\` with
\`Retry-After\`, 400 \`invalid_request\` with the \`errors\` in its input, and 503 while something it needs is away. What changes
something and comes with cookies needs a same-origin \`Origin\`, else 403 \`bad_origin\`. Every answer has an \`X-Request-Id\`.
`.trim();

/** `GET /api/openapi.json` and `GET /api/asyncapi.json` always, and the Swagger UI at `/api/docs` outside production, or as `api_docs` says. */
export async function serveApiDocs(app: NestFastifyApplication, config: PlatformConfig): Promise<void> {
  const { nodeEnv, publicUrl, apiDocs } = config;
  const ui = apiDocs ?? nodeEnv !== 'production';
  const document = describeApi(app, config);
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json', ui, raw: ['json'] });

  const socket = describeSocket(publicUrl);
  app.getHttpAdapter().get('/api/asyncapi.json', (_: FastifyRequest, reply: FastifyReply) => reply.send(socket));
}

function describeApi(app: NestFastifyApplication, { tier, publicUrl }: PlatformConfig): OpenAPIObject {
  const cookie = publicUrl.startsWith('https:') ? '__Host-auth_token' : 'auth_token';
  const config = new DocumentBuilder()
    .setTitle('Turnpike')
    .setDescription(WORDS)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addServer(publicUrl)
    .addSecurity('cookie', {
      type: 'apiKey',
      in: 'cookie',
      name: cookie,
      description:
        'Set by signing in, together with `session`, which renews it. Whatever changes something needs a same-origin `Origin`.',
    })
    .addSecurity('bearer', {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'Judged alone: cookies do not help a bad one.',
    })
    .addSecurity('metricsToken', { type: 'http', scheme: 'bearer', description: 'The operator’s `METRICS_TOKEN`.' })
    .build();
  const convert = schemaConverter();
  const document = SwaggerModule.createDocument(app, config, { standardSchemaConverter: convert });
  // Without sign-in everybody is the one local user.
  return completeDescription(document, tier === 'basic' ? [] : [{ cookie: [] }, { bearer: [] }], convert);
}
