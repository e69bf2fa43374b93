import { catalogue, runtimeDefinitions, type MetricDefinition } from '@app/metrics';
import '@app/auth';
import '@app/billing';
import '@app/llm';
import '@app/security';
import '@app/turns';

/** Every metric that `/metrics` may show, by name: the catalogue of all libraries, and what Node and the process bring. */
export const knownMetrics = (): MetricDefinition[] =>
  [...catalogue(), ...runtimeDefinitions()].sort((a, b) => a.name.localeCompare(b.name));
