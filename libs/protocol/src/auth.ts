import { z } from 'zod';
import type { Feature } from './features.js';

const email = z.email().max(254);

/** How long a password may be is the password policy's to say. */
export const SignupRequest = z.strictObject({
  email,
  password: z.string(),
  name: z.string().trim().min(1).max(100).optional(),
});
export type SignupRequest = z.output<typeof SignupRequest>;

export const LoginRequest = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1024),
});
export type LoginRequest = z.output<typeof LoginRequest>;

export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The answer of `GET /auth/me`. */
export interface Me {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string | null;
  role: Role;
  plan: string;
  features: Feature[];
}

/** One row of `GET /auth/sessions`; times are ISO 8601 UTC. */
export interface SessionView {
  id: string;
  current: boolean;
  createdAt: string;
  lastUsedAt: string;
  userAgent: string | null;
  address: string | null;
}

/** One row of `GET /auth/identities`. */
export interface IdentityView {
  provider: string;
  email: string | null;
  createdAt: string;
}
