import { breakerState } from '../llm.metrics.js';
import type { ModelProtocol, ProtocolLimits } from '../protocols/model-protocol.js';
import { protocols } from '../protocols/index.js';
import { UpstreamBreaker } from '../resilience/upstream-breaker.js';
import type { ProviderSettings } from '../settings/provider-settings.js';

/** One provider of the settings: what speaks to it, and the breaker that leaves it alone while it fails. */
export class Provider {
  readonly name: string;
  readonly protocol: ModelProtocol;
  readonly breaker = new UpstreamBreaker((state) => this.showBreaker(state));

  constructor(settings: ProviderSettings, limits: ProtocolLimits) {
    this.name = settings.name;
    this.protocol = protocols.get(settings.protocol)!.connect(settings, limits);
  }

  startMetrics(): void {
    this.showBreaker(0);
  }

  private showBreaker(state: number): void {
    breakerState.set({ provider: this.name }, state);
  }
}
