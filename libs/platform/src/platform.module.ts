import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ErrorReports } from './errors/error-reports.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { Drain } from './lifecycle/drain.js';

/** What every module may count on: one place for errors, their translation for HTTP, and the orderly way out. */
@Global()
@Module({
  providers: [ErrorReports, Drain, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [ErrorReports, Drain],
})
export class PlatformModule {}
