import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { LlmModule } from '@app/llm';
import { EXPECTED_MIGRATIONS, MetricsModule } from '@app/metrics';
import {
  ConfigModule,
  DatabaseModule,
  PlatformConfig,
  PlatformModule,
  TracingModule,
  type LoadedConfig,
} from '@app/platform';
import { SecurityModule } from '@app/security';
import { TurnsModule } from '@app/turns';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { migrations } from '../../../migrations/index.js';
import { BuildReport } from './build-report.js';
import { programVersion } from './program-version.js';
import { ProgramLogger } from './program-logger.js';
import { modulesOf } from './tiers.js';

/** The composition: what every tier has, what the configured one adds. A team's own module is one more import here. */
@Module({ providers: [BuildReport, ProgramLogger] })
export class AppModule {
  static forTier(config: LoadedConfig, logger: Logger, also: Type[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true }),
        ConfigModule.forRoot(config),
        PlatformModule,
        TracingModule.forRoot({ version: programVersion(), secrets: config.secrets }),
        DatabaseModule,
        MetricsModule,
        SecurityModule,
        ...modulesOf(config.get(PlatformConfig).tier),
        LlmModule,
        TurnsModule,
        ...also,
      ],
      providers: [{ provide: EXPECTED_MIGRATIONS, useValue: migrations.map(({ name }) => name) }],
    };
  }
}
