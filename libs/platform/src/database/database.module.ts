import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlatformConfig } from '../config/platform.config.js';
import { databaseOptions } from './database-options.js';
import { Notifications } from './notifications.js';
import { PreparedSql } from './prepared-sql.js';

/** The data source with every entity that a library brings by `TypeOrmModule.forFeature`, prepared statements, and notifications. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [PlatformConfig],
      useFactory: (config: PlatformConfig) => ({
        ...databaseOptions(config.databaseUrl),
        autoLoadEntities: true,
        retryAttempts: 0,
        logging: false,
      }),
    }),
  ],
  providers: [PreparedSql, Notifications],
  exports: [PreparedSql, Notifications],
})
export class DatabaseModule {}
