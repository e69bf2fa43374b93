import type { components } from './schema.js';

/** What the API sends and takes, as it describes itself, by the names that the pages use. */
type Schemas = components['schemas'];

/** A problem, or as much of one as came: a proxy on the way need not know the form. */
export interface Problem extends Partial<
  Pick<Schemas['Problem'], 'title' | 'status' | 'detail' | 'code' | 'requestId'>
> {
  feature?: string;
  plans?: string[];
  /** Which limit is reached, and when it starts anew. */
  quota?: string;
  resetsAt?: string;
  /** From the `Retry-After` header. */
  retryAfterSeconds?: number;
}

export type Me = Schemas['Me'];
export type Provider = Schemas['Provider'];
export type Identity = Schemas['Identity'];
export type Session = Schemas['Session'];
export type Quota = Schemas['QuotaUse'];
export type BillingStatus = Schemas['BillingStatus'];
export type FeatureAccess = Schemas['FeatureAccess'];
export type Price = Schemas['Price'];
export type Plan = Schemas['Plan'];
export type Invoice = Schemas['Invoice'];
export type PlanChange = Schemas['Change'];
export type PortalFlow = NonNullable<Schemas['PortalRequest']['flow']>;
export type ConversationSummary = Schemas['ConversationSummary'];
export type StoredTurn = Schemas['Turn'];
export type ModelView = Schemas['Model'];
export type RecentMetricsView = Schemas['RecentMetrics'];
export type Sample = Schemas['MetricsSample'];

export type ClientFrame =
  { type: 'turn'; id: string; conversationId?: string; text: string; model?: string } | { type: 'cancel'; id: string };

export interface ErrorFrame {
  type: 'error';
  id?: string;
  code: string;
  message: string;
  requestId?: string;
  feature?: string;
  plans?: string[];
  quota?: string;
  resetsAt?: string;
}

export interface DoneFrame {
  type: 'done';
  id: string;
  conversationId: string;
  model: string;
  cancelled?: boolean;
}

export type ServerFrame =
  | { type: 'ready'; plan?: string; features?: string[] }
  | { type: 'plan'; plan: string; features: string[] }
  | { type: 'delta'; id: string; seq: number; text: string }
  | DoneFrame
  | ErrorFrame
  | { type: 'draining' };
