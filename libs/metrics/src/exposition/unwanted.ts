/** prom-client's own, which break the rules for names of counters: `promtool check metrics` refuses them. */
export const UNWANTED: readonly string[] = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];
