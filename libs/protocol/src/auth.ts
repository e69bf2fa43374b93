import { z } from 'zod';
import { Me } from './account.js';

const email = z.email().max(254);
const name = z.string().trim().min(1).max(100);

/** How long a password may be is the password policy's to say. */
export const SignupRequest = z
  .strictObject({
    email,
    password: z.string(),
    name: name.optional(),
  })
  .meta({ id: 'SignupRequest' });
export type SignupRequest = z.output<typeof SignupRequest>;

/** The answer of `POST /auth/signup`. */
export const SignupView = Me.extend({
  confirmationMailed: z.boolean().describe('Whether a link that confirms the address is on its way'),
}).meta({ id: 'Signup' });
export type SignupView = z.output<typeof SignupView>;

export const LoginRequest = z
  .strictObject({
    email: z.string().min(1).max(254),
    password: z.string().min(1).max(1024),
  })
  .meta({ id: 'LoginRequest' });
export type LoginRequest = z.output<typeof LoginRequest>;

/** `null` takes the name away. */
export const UpdateMeRequest = z.strictObject({ name: name.nullable() }).meta({ id: 'UpdateMeRequest' });
export type UpdateMeRequest = z.output<typeof UpdateMeRequest>;

/** Without `currentPassword` an account that has none gets its first. */
export const ChangePasswordRequest = z
  .strictObject({
    currentPassword: z.string().min(1).max(1024).optional(),
    newPassword: z.string(),
  })
  .meta({ id: 'ChangePasswordRequest' });
export type ChangePasswordRequest = z.output<typeof ChangePasswordRequest>;

export const ForgotPasswordRequest = z
  .strictObject({ email: z.string().min(1).max(254) })
  .meta({ id: 'ForgotPasswordRequest' });
export type ForgotPasswordRequest = z.output<typeof ForgotPasswordRequest>;

const token = z.string().min(1).max(200);

/** `token` is what the mailed link carries behind its `#`. */
export const ResetPasswordRequest = z
  .strictObject({ token, password: z.string() })
  .meta({ id: 'ResetPasswordRequest' });
export type ResetPasswordRequest = z.output<typeof ResetPasswordRequest>;

export const VerifyEmailRequest = z.strictObject({ token }).meta({ id: 'VerifyEmailRequest' });
export type VerifyEmailRequest = z.output<typeof VerifyEmailRequest>;

/** The answer of `GET /auth/password`: whether the account has one. */
export const PasswordState = z.object({ set: z.boolean() }).meta({ id: 'PasswordState' });
export type PasswordState = z.output<typeof PasswordState>;

/** What was asked for will be done, and nothing about it may be told. */
export const Accepted = z.object({}).meta({ id: 'Accepted' });
export type Accepted = z.output<typeof Accepted>;
