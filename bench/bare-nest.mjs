// The control for boot and memory: Nest on Fastify with one route, and nothing of ours.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class Pages {
  read() {
    return { status: 'ok' };
  }
}
// Decorators as functions: plain JavaScript has no syntax for those of Nest.
Get()(Pages.prototype, 'read', Object.getOwnPropertyDescriptor(Pages.prototype, 'read'));
Controller()(Pages);

class Bare {}
Module({ controllers: [Pages] })(Bare);

const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());
