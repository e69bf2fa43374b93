import { api } from '#lib/api/client.js';
import type { ModelView } from '#lib/api/types.js';

/** What every deployment has, for when the list cannot be read. */
const USUAL: ModelView[] = [
  { name: 'standard', label: 'Standard', feature: null, available: true },
  { name: 'premium', label: 'Premium', feature: 'premium_models', available: false },
];

/** How many characters a message may have, and how many with the feature `long_turns`. */
interface MessageLimits {
  characters: number;
  longCharacters: number;
}

/** The models to choose from, the one that was chosen, and what a message to them may be. */
export class Models {
  /** Empty until it is known. */
  list = $state<ModelView[]>([]);
  chosen = $state('standard');
  /** Null while nobody knows: then only the server says when a message is too long. */
  limits = $state<MessageLimits | null>(null);
  readonly current = $derived(this.list.find(({ name }) => name === this.chosen) ?? this.list[0] ?? USUAL[0]!);

  async load(): Promise<void> {
    const { models, message } = await api.get('/models').catch(() => ({ models: USUAL, message: null }));
    this.list = models;
    this.limits = message ?? null;
    this.chosen = this.current.name;
  }
}
