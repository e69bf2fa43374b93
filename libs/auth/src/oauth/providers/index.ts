import type { ProviderKind } from '../oauth-provider.js';
import { github } from './github.provider.js';
import { google } from './google.provider.js';

/** Every kind of provider that there is code for, by the name that the settings use. */
export const providerKinds: Readonly<Record<string, ProviderKind>> = { google, github };
