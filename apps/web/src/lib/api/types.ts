/** What the API sends and takes, as the pages see it. */

export interface Problem {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  requestId?: string;
  errors?: { path?: string | (string | number)[]; message?: string }[];
  feature?: string;
  plans?: string[];
  /** Which limit is reached, and when it starts anew. */
  quota?: string;
  resetsAt?: string;
  /** From the `Retry-After` header. */
  retryAfterSeconds?: number;
}

export interface Me {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string | null;
  role: string;
  plan?: string;
  features?: string[];
}

export interface Provider {
  name: string;
  label: string;
}

export interface Identity {
  provider: string;
  email: string | null;
  createdAt: string;
}

export interface Session {
  id: string;
  current: boolean;
  createdAt: string;
  lastUsedAt: string;
  userAgent: string | null;
  address: string | null;
}

export interface Quota {
  limit: number;
  used: number;
  resetsAt: string;
}

export interface BillingStatus {
  plan: string;
  status: string;
  currentPeriodEnd: string | null;
  cancelAtPeriodEnd: boolean;
  features: string[];
  quotas: Partial<Record<string, Quota>>;
  /** For every feature whether it is allowed, and why. */
  access: Record<string, FeatureAccess>;
  /** Another plan, or another price of the same one, that begins later. */
  pendingChange: { plan: string; price?: string; at: string } | null;
  /** While access outlives what is paid for: until when. */
  graceEndsAt: string | null;
  /** The price of the running subscription; unknown where the API does not tell. */
  price?: string | null;
}

/** `plans` are those that have the feature, where it is not allowed. */
export interface FeatureAccess {
  allowed: boolean;
  reason: string;
  plans?: string[];
}

export interface Price {
  id: string;
  /** In the currency's smallest unit. */
  amount: number | null;
  currency: string | null;
  interval: string | null;
  /** Every how many intervals; 1 unless told. */
  intervalCount?: number;
}

export interface Plan {
  name: string;
  label: string;
  prices: Price[];
  /** How many days are free for whoever never had a subscription. */
  trialDays?: number;
  features: string[];
  quotas: Record<string, number>;
}

export interface Invoice {
  number: string | null;
  date: string;
  amount: number;
  currency: string;
  status: string | null;
  /** Stripe's page of the invoice, where an open one can be paid. */
  url: string | null;
  pdf: string | null;
}

/** Newest first. */
export interface InvoicePage {
  invoices: Invoice[];
  nextCursor: string | null;
}

/** When a change of plan takes effect. */
export interface PlanChange {
  effective: 'now' | 'period_end';
  at: string;
}

export type PortalFlow = 'payment_method_update' | 'subscription_cancel' | 'subscription_update';

export interface ConversationSummary {
  id: string;
  title: string | null;
  updatedAt: string;
}

export interface StoredTurn {
  id: string;
  text: string;
  answer: string | null;
  status: 'running' | 'completed' | 'cancelled' | 'failed';
  usage: unknown;
  createdAt: string;
}

export interface Conversation {
  id: string;
  title: string | null;
  turns: StoredTurn[];
  nextCursor?: string | null;
}

/** One model that may answer. `feature` is what a plan must have for it. */
export interface ModelView {
  name: string;
  label: string;
  feature: string | null;
  available: boolean;
}

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
