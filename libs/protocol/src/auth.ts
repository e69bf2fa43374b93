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

/** Without `currentPassword` an account that has none gets its first. */
export const ChangePasswordRequest = z.strictObject({
  currentPassword: z.string().min(1).max(1024).optional(),
  newPassword: z.string(),
});
export type ChangePasswordRequest = z.output<typeof ChangePasswordRequest>;

export const ForgotPasswordRequest = z.strictObject({ email: z.string().min(1).max(254) });
export type ForgotPasswordRequest = z.output<typeof ForgotPasswordRequest>;

const token = z.string().min(1).max(200);

/** `token` is what the mailed link carries behind its `#`. */
export const ResetPasswordRequest = z.strictObject({ token, password: z.string() });
export type ResetPasswordRequest = z.output<typeof ResetPasswordRequest>;

export const VerifyEmailRequest = z.strictObject({ token });
export type VerifyEmailRequest = z.output<typeof VerifyEmailRequest>;

export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What an admin may change of an account. */
export const UpdateUserRequest = z
  .strictObject({ role: z.enum(ROLES).optional(), disabled: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type UpdateUserRequest = z.output<typeof UpdateUserRequest>;

/** One row of `GET /admin/users`; times are ISO 8601 UTC. */
export interface UserView {
  id: string;
  email: string;
  emailVerified: boolean;
  name: string | null;
  role: Role;
  disabled: boolean;
  createdAt: string;
}

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
