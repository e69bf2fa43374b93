import type { TestingModuleBuilder } from '@nestjs/testing';
import { LoopLag } from '../overload/loop-lag.js';

const calm = { start: () => undefined, stop: () => undefined, longestSinceLastLook: () => 0 };

/** For tests of other things than load: a machine that is busy with other tests must not have them refused. */
export const withCalmLoop = (testing: TestingModuleBuilder): TestingModuleBuilder =>
  testing.overrideProvider(LoopLag).useValue(calm);
