import { issuedSecret, optionalText } from '@app/platform';
import { z } from 'zod';
import { protocols } from '../protocols/index.js';
import type { ProviderAddress } from '../protocols/model-protocol.js';

const DEFAULT_PROTOCOL = 'openai-chat';

const isWithout = (url: string, isIt: (parsed: URL) => boolean) => !URL.canParse(url) || !isIt(new URL(url));

const Url = z
  .url({
    protocol: /^https?$/,
    error: ({ input }) => (input === undefined ? 'is missing' : 'is not an http or https URL'),
  })
  .refine((url) => isWithout(url, ({ search, hash }) => Boolean(search || hash)), 'must have no query and no fragment')
  .refine(
    (url) => isWithout(url, ({ username, password }) => Boolean(username || password)),
    'must contain neither user nor password; a key goes into api_key',
  );

// An unset placeholder is an empty text.
const given = (value: unknown) => (value === '' ? undefined : value);
const BaseUrl = z.preprocess(given, Url);
/** The address of a provider, where it may be left out. */
export const OptionalBaseUrl = z.preprocess(given, Url.optional());

const Fields = z.looseObject({ protocol: optionalText, base_url: BaseUrl, api_key: issuedSecret });
type Fields = z.output<typeof Fields>;

/** One entry of `llm.providers`. Keys beyond these are its protocol's own. */
export const ProviderEntry = Fields.superRefine((entry, context) => {
  const { protocol, own } = partsOf(entry);
  const known = protocols.get(protocol);
  if (!known) {
    const message = `is not one of ${[...protocols.keys()].join(', ')}`;
    return context.addIssue({ code: 'custom', path: ['protocol'], message });
  }
  for (const { path, message } of known.settings.safeParse(own).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
});
export type ProviderEntry = z.output<typeof ProviderEntry>;

/** Where a model can be called. */
export interface ProviderSettings extends ProviderAddress {
  /** Its name in the settings and in metrics. */
  name: string;
  protocol: string;
  /** What an operator calls its address and its key. */
  names: { baseUrl: string; apiKey: string };
}

/** An entry under the name that it has in the settings. */
export function providerOf(name: string, entry: ProviderEntry, names?: ProviderSettings['names']): ProviderSettings {
  const { protocol, baseUrl, apiKey, own } = partsOf(entry);
  const path = `llm.providers.${name}`;
  return {
    name,
    protocol,
    baseUrl,
    apiKey,
    own: protocols.get(protocol)!.settings.parse(own),
    names: names ?? { baseUrl: `${path}.base_url`, apiKey: `${path}.api_key` },
  };
}

function partsOf({ protocol = DEFAULT_PROTOCOL, base_url: baseUrl, api_key: apiKey, ...own }: Fields) {
  return { protocol, baseUrl, apiKey, own };
}
