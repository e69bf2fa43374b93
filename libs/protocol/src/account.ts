import { z } from 'zod';
import { Feature } from './features.js';
import { Time } from './time.js';

export const ROLES = ['user', 'admin'] as const;
export const Role = z.enum(ROLES).meta({ id: 'Role' });
export type Role = z.output<typeof Role>;

/** The answer of `GET /auth/me`. */
export const Me = z
  .object({
    id: z.uuid(),
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string().nullable(),
    role: Role,
    plan: z.string().describe('`none` where nothing is sold'),
    features: z.array(Feature),
  })
  .meta({ id: 'Me' });
export type Me = z.output<typeof Me>;

/** One row of `GET /auth/sessions`. */
export const SessionView = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe('The session that asks'),
    createdAt: Time,
    lastUsedAt: Time,
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.output<typeof SessionView>;

export const SessionsView = z.object({ sessions: z.array(SessionView) }).meta({ id: 'Sessions' });
export type SessionsView = z.output<typeof SessionsView>;

/** One row of `GET /auth/identities`. */
export const IdentityView = z
  .object({ provider: z.string(), email: z.string().nullable(), createdAt: Time })
  .meta({ id: 'Identity' });
export type IdentityView = z.output<typeof IdentityView>;

export const IdentitiesView = z.object({ identities: z.array(IdentityView) }).meta({ id: 'Identities' });
export type IdentitiesView = z.output<typeof IdentitiesView>;

/** One button of the sign-in page: `name` stands in the paths, `label` on the button. */
export const ProviderView = z.object({ name: z.string(), label: z.string() }).meta({ id: 'Provider' });
export type ProviderView = z.output<typeof ProviderView>;

/** The answer of `GET /auth/oauth/providers`, in the order of the settings. */
export const ProvidersView = z.object({ providers: z.array(ProviderView) }).meta({ id: 'Providers' });
export type ProvidersView = z.output<typeof ProvidersView>;

/** Everything that is kept of a person. Each module of a deployment adds parts of its own, so they have no names here. */
export const PersonalDataView = z.looseObject({ exportedAt: Time }).meta({ id: 'PersonalData' });
export type PersonalDataView = z.output<typeof PersonalDataView>;
