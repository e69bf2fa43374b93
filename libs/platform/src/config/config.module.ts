import { Module, type DynamicModule } from '@nestjs/common';
import type { LoadedConfig } from './load-config.js';

/** Makes every loaded section injectable by its class, everywhere. */
@Module({})
export class ConfigModule {
  static forRoot(config: LoadedConfig): DynamicModule {
    const providers = config.entries().map(([section, value]) => ({ provide: section, useValue: value }));
    return { module: ConfigModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
