import { z } from 'zod';
import type { ConfigProblem } from '../config/config-problem.js';
import { configSection, variable } from '../config/config-section.js';
import { allowTestEndpoints, nodeEnv, optionalUrl } from '../config/platform.config.js';
import { isPrivateHost } from '../config/private-host.js';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Where traces go, if anywhere. The variables are OpenTelemetry's own; others of its many are not read. */
export class TracingConfig extends configSection({
  nodeEnv,
  allowTestEndpoints,
  endpoint: variable(ENDPOINT, optionalUrl, 'http://otel-collector:4318'),
  headers: variable(
    'OTEL_EXPORTER_OTLP_HEADERS',
    z
      .string()
      .transform(parseHeaders)
      .refine((headers) => headers !== undefined, 'is not a list of name=value')
      .optional(),
    'authorization=Bearer%20…',
  ),
  ratio: variable('OTEL_TRACES_SAMPLER_ARG', z.coerce.number().min(0).max(1), '0.1', () => '1'),
}) {
  static problems({ nodeEnv, allowTestEndpoints, endpoint }: TracingConfig): ConfigProblem[] {
    if (!endpoint || nodeEnv !== 'production' || allowTestEndpoints) return [];
    if (endpoint.startsWith('https:') || isPrivateHost(endpoint)) return [];
    const reason = 'must be https in production unless its host is private or ALLOW_TEST_ENDPOINTS=1';
    return [{ name: ENDPOINT, reason, example: 'http://otel-collector:4318' }];
  }
}

/** `name=value,name=value`, the values encoded as in URLs. */
function parseHeaders(list: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const pair of list.split(',').filter((each) => each.trim() !== '')) {
    const [name = '', ...value] = pair.trim().split('=');
    if (!NAME.test(name) || value.length === 0) return undefined;
    try {
      headers[name.toLowerCase()] = decodeURIComponent(value.join('='));
    } catch {
      return undefined;
    }
  }
  return headers;
}
