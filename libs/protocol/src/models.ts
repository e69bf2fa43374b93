import type { Feature } from './features.js';

/** One model of `GET /models`. `feature` is what a plan must have to use it; `available` says whether the actor's has it. */
export interface ModelView {
  name: string;
  label: string;
  feature: Feature | null;
  available: boolean;
}
