import type { Feature } from '@app/protocol';

/** What `GET /auth/me` shows of the actor's plan. Billing implements it; without billing everything is open. */
export abstract class PlanReader {
  abstract planOf(userId: string): Promise<{ plan: string; features: Feature[] }>;
}
