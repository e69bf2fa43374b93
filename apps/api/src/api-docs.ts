import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { PlatformConfig } from '@app/platform';
import { describeSocket } from '@app/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** `GET /api/openapi.json` and `GET /api/asyncapi.json` always, and the Swagger UI at `/api/docs` outside production, or as `api_docs` says. */
export async function serveApiDocs(
  app: NestFastifyApplication,
  { nodeEnv, publicUrl, apiDocs }: PlatformConfig,
): Promise<void> {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Turnpike')
      .setDescription('Sign-in, plans and turns. Errors are RFC 9457 problem details with a code that never changes.')
      .setVersion('1')
      .setOpenAPIVersion('3.1.0')
      .addServer(publicUrl)
      .addCookieAuth('auth_token')
      .addBearerAuth()
      .build(),
  );
  const ui = apiDocs ?? nodeEnv !== 'production';
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json', ui, raw: ['json'] });

  const socket = describeSocket(publicUrl);
  app.getHttpAdapter().get('/api/asyncapi.json', (_: FastifyRequest, reply: FastifyReply) => reply.send(socket));
}
