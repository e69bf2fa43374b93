// The API with one more frame, `echo`, as a team would add it: what one frame costs on its way through the whole stack.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { z } from 'zod';
import { createApp } from '../dist/apps/api/src/create-app.js';
import { listen } from '../dist/apps/api/src/listen.js';
import { logCrashes } from '../dist/apps/api/src/log-crashes.js';
import { stopWhenAsked } from '../dist/apps/api/src/stop-when-asked.js';
import { loadTier } from '../dist/apps/api/src/tiers.js';
import { createLogger, PlatformConfig } from '../dist/libs/platform/src/index.js';
import { OnFrame } from '../dist/libs/turns/src/index.js';

const EchoFrame = z.strictObject({ type: z.literal('echo'), n: z.int().min(0), text: z.string().max(1000) });

class Echo {
  echo(frame, socket) {
    socket.send(frame);
  }
}
// Decorators as functions: plain JavaScript has no syntax for those of Nest.
OnFrame('echo', EchoFrame)(Echo.prototype, 'echo', Object.getOwnPropertyDescriptor(Echo.prototype, 'echo'));
Injectable()(Echo);

class EchoModule {}
Module({ providers: [Echo] })(EchoModule);

const config = loadTier(process.env);
const platform = config.get(PlatformConfig);
const logger = createLogger(platform);
logCrashes(logger);
const app = await createApp(config, logger, [EchoModule]);
await listen(app, platform);
stopWhenAsked(app);
