import type { Role } from '@app/protocol';

/** Whoever is calling, as the session and the user's row say now. What they may use is another question, see `PlanReader`. */
export interface Actor {
  id: string;
  sessionId: string;
  email: string;
  emailVerified: boolean;
  name: string | null;
  role: Role;
}
