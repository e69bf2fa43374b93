export { ConfigModule } from './config/config.module.js';
export { ConfigurationError, EXIT_CONFIG, type ConfigProblem } from './config/config-problem.js';
export { configSection, setting, variable } from './config/config-section.js';
export type { Environment } from './config/environment-reader.js';
export { loadConfig, type LoadedConfig } from './config/load-config.js';
export { isPrivateHost } from './config/private-host.js';
export {
  allowTestEndpoints,
  isLoopback,
  nodeEnv,
  optionalText,
  optionalUrl,
  PlatformConfig,
  publicUrl,
} from './config/platform.config.js';
export { hasOwnPassword, isTooWeak, issuedSecret, secret, secretList } from './config/secret.js';
export { DatabaseModule } from './database/database.module.js';
export { migrate, pendingMigrations } from './database/migrate.js';
export { KnownRows } from './database/known-rows.js';
export { hearDatabaseOperations, type DatabaseOperation } from './database/measured-client.js';
export { Notifications, type Subscriber } from './database/notifications.js';
export { PreparedSql } from './database/prepared-sql.js';
export { DatabaseUnreachable, waitForDatabase } from './database/wait-for-database.js';
export { answerProblem } from './errors/answer-problem.js';
export { AppError, InvalidRequest, NotFound, ServiceUnavailable, type ErrorKind } from './errors/app-error.js';
export { ErrorReports, type ErrorSource } from './errors/error-reports.js';
export { toErrorFrame, toProblem } from './errors/to-problem.js';
export { Drain } from './lifecycle/drain.js';
export { describeError } from './logging/describe-error.js';
export { createLogger, type LogConfig } from './logging/logger.js';
export { requestIdOf } from './logging/request-id.js';
export { scrubber } from './logging/scrubber.js';
export { PlatformModule } from './platform.module.js';
export { logEvent, type EventFields, type EventName } from './logging/log-event.js';
export { currentTrace, traceHeaders, type CurrentTrace } from './trace/current-trace.js';
export { inSpan } from './trace/in-span.js';
export { requestSpan } from './trace/request-span.js';
export { currentSpan, outsideOfSpans, Span, type SpanOptions } from './trace/span.js';
export { type SpanAttributes } from './trace/span-recorder.js';
export { parseTraceparent, toTraceparent, type TraceParent } from './trace/traceparent.js';
export { TracingConfig } from './trace/tracing.config.js';
export { TracingModule } from './trace/tracing.module.js';
