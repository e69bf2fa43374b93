import { parseDocument } from 'yaml';
// eslint-disable-next-line boundaries/dependencies -- the face would load the whole framework before anything has started
import { hidePlaceholders, showPlaceholders } from '../../../libs/platform/src/config/parse-settings.js';

/** Where the stand-ins of providers are, in the words of config/turnpike.yaml. */
export type ProviderUrls = Record<string, Record<string, string>>;

/**
 * The configured YAML, comments and placeholders included, with the stand-ins' addresses put in: what an operator would
 * have written to point at them.
 */
export function withStandIns(yaml: string, providers: ProviderUrls, llm: boolean): string {
  const document = parseDocument(hidePlaceholders(yaml));
  const put = (path: string[], value: string) => {
    // A key without a value ("google:") must become a mapping first.
    const parent = path.slice(0, -1);
    if (!document.getIn(parent)) document.setIn(parent, document.createNode({}));
    document.setIn(path, value);
  };
  const putIfEmpty = (path: string[], value: string) => document.getIn(path) || put(path, value);
  for (const [name, urls] of Object.entries(providers)) {
    const entry = ['oauth_providers', name];
    for (const [key, url] of Object.entries(urls)) put([...entry, key], url);
    putIfEmpty([...entry, 'client_id'], `\${${name.toUpperCase()}_CLIENT_ID}`);
    putIfEmpty([...entry, 'client_secret'], `\${${name.toUpperCase()}_CLIENT_SECRET}`);
  }
  if (llm) {
    for (const key of ['base_url', 'api_key', 'model', 'premium_model']) {
      putIfEmpty(['llm', key], `\${LLM_${key.toUpperCase()}}`);
    }
  }
  return showPlaceholders(document.toString({ lineWidth: 0 }));
}
