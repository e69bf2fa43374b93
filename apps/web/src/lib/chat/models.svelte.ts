import { api } from '#lib/api/client.js';
import type { ModelView } from '#lib/api/types.js';

/** What every deployment has, for when the list cannot be read. */
const USUAL: ModelView[] = [
  { name: 'standard', label: 'Standard', feature: null, available: true },
  { name: 'premium', label: 'Premium', feature: 'premium_models', available: false },
];

/** The models to choose from, and the one that was chosen. */
export class Models {
  /** Empty until it is known. */
  list = $state<ModelView[]>([]);
  chosen = $state('standard');
  readonly current = $derived(this.list.find(({ name }) => name === this.chosen) ?? this.list[0] ?? USUAL[0]!);

  async load(): Promise<void> {
    const { models } = await api.get('/models').catch(() => ({ models: USUAL }));
    this.list = models;
    this.chosen = this.current.name;
  }
}
