import {
  Inject,
  Injectable,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { scrubber } from '../logging/scrubber.js';
import type { otlpRecorder } from './otlp-recorder.js';
import { recordSpansWith } from './span-recorder.js';
import { TracingConfig } from './tracing.config.js';

/** So long the program's end may wait for a collector to take the last spans. */
const LAST_FLUSH_MS = 3000;
/** A collector that is away says so once in a while, and not with every batch. */
const WARN_EVERY_MS = 60_000;

/** Which program it is that records. */
interface Recording {
  version: string;
  secrets: readonly string[];
}
const RECORDING = Symbol('recording');

/** Sends spans to a collector, if one is configured, and the last of them before the program ends. */
@Injectable()
class Tracing implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');
  private recorder?: ReturnType<typeof otlpRecorder>;
  private lostSpans = 0;
  private warnedAt = -Infinity;

  constructor(
    private readonly config: TracingConfig,
    @Inject(RECORDING) private readonly recording: Recording,
  ) {}

  /** Neither SDK nor exporter is loaded where there is no collector. */
  async onModuleInit(): Promise<void> {
    const { endpoint, headers, ratio, nodeEnv } = this.config;
    if (!endpoint) return;
    const { otlpRecorder } = await import('./otlp-recorder.js');
    const resource = {
      'service.name': 'turnpike',
      'service.version': this.recording.version,
      'deployment.environment.name': nodeEnv,
    };
    const lost = (spans: number, reason: string) => this.warn(spans, reason);
    this.recorder = otlpRecorder({ endpoint, headers, ratio, resource, scrub: scrubber(this.recording.secrets), lost });
    recordSpansWith(this.recorder);
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.recorder) return;
    recordSpansWith(undefined);
    const over = new AbortController();
    const patience = wait(LAST_FLUSH_MS, undefined, { signal: over.signal }).catch(() => undefined);
    // What is lost now was told by the recorder.
    await Promise.race([this.recorder.stop().catch(() => undefined), patience]);
    over.abort();
  }

  private warn(spans: number, reason: string): void {
    this.lostSpans += spans;
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn(`The trace collector takes no spans (${reason}): ${this.lostSpans} are lost`);
    this.lostSpans = 0;
  }
}

/** Traces over OTLP, see docs/logs-and-traces.md. */
@Module({})
export class TracingModule {
  static forRoot(recording: Recording): DynamicModule {
    return { module: TracingModule, providers: [Tracing, { provide: RECORDING, useValue: recording }] };
  }
}
