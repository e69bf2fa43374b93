/** Injection token: which of billing's background work this process does. A program of one command does none of it. */
export const BACKGROUND_WORK = Symbol('billing background work');

export interface BackgroundWork {
  inbox: boolean;
  reconciler: boolean;
}

export const ALL_WORK: BackgroundWork = { inbox: true, reconciler: true };
