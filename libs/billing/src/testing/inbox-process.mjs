// A small server of its own process, from the built program: the webhook and the worker, and nothing else. A test kills it.
import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const lib = (name) => import(pathToFileURL(join(process.cwd(), `dist/libs/${name}/src/index.js`)).href);
const [platform, metrics, security, auth, billing] = await Promise.all(
  ['platform', 'metrics', 'security', 'auth', 'billing'].map(lib),
);

class UsersModule {}
Module({
  imports: [TypeOrmModule.forFeature([auth.User])],
  providers: [auth.PersonalData],
  exports: [auth.PersonalData],
})(UsersModule);
Global()(UsersModule);

const sections = [platform.PlatformConfig, metrics.MetricsConfig, security.SecurityConfig, billing.BillingConfig];
const config = platform.loadConfig(sections, process.env);
class Program {}
const imports = [
  platform.ConfigModule.forRoot(config),
  platform.PlatformModule,
  platform.DatabaseModule,
  metrics.MetricsModule,
  security.SecurityModule,
  UsersModule,
  billing.BillingModule,
];
const app = await NestFactory.create({ module: Program, imports }, new FastifyAdapter(), {
  rawBody: true,
  logger: ['error'],
});
await app.listen(0, '127.0.0.1');
process.stdout.write(`${await app.getUrl()}\n`);
