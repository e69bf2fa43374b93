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
}

export interface Price {
  id: string;
  /** In the currency's smallest unit. */
  amount: number | null;
  currency: string | null;
  interval: string | null;
}

export interface Plan {
  name: string;
  label: string;
  prices: Price[];
  features: string[];
  quotas: Record<string, number>;
}

export interface Invoice {
  number: string | null;
  date: string;
  amount: number;
  currency: string;
  status: string | null;
  pdf: string | null;
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

export type Model = 'standard' | 'premium';

export type ClientFrame =
  { type: 'turn'; id: string; conversationId?: string; text: string; model?: Model } | { type: 'cancel'; id: string };

export interface ErrorFrame {
  type: 'error';
  id?: string;
  code: string;
  message: string;
  requestId?: string;
  feature?: string;
  plans?: string[];
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
