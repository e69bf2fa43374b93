import { buildInfo, configInfo } from './metrics.metrics.js';

/** What is running, and how it is configured. */
export interface Build {
  version: string;
  revision: string;
  tier: string;
  stripeMode: 'live' | 'test' | 'sandbox' | 'none';
  llm: string;
}

/** Shows the build and the configuration as metrics. To be called once, when the program starts. */
export function describeBuild({ version, revision, tier, stripeMode, llm }: Build): void {
  buildInfo.set({ version, revision, node: process.version }, 1);
  configInfo.set({ tier, stripe_mode: stripeMode, llm }, 1);
}
