import { Module } from '@nestjs/common';
import { OperatorAccess } from '../access/operator-access.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What the controllers of metrics and health share. */
@Module({ providers: [OperatorAccess, MetricsRegistry], exports: [OperatorAccess, MetricsRegistry] })
export class ExpositionModule {}
