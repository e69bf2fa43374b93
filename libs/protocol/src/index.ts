export { FEATURES, QUOTAS, type Feature, type Quota } from './features.js';
export {
  CancelFrame,
  ClientFrame,
  CLOSE,
  MAX_FRAME_BYTES,
  TurnFrame,
  type DeltaFrame,
  type DoneFrame,
  type DrainingFrame,
  type ErrorFrame,
  type PlanFrame,
  type ReadyFrame,
  type ServerFrame,
  type Usage,
} from './frames.js';
export type { Problem } from './problem.js';
export {
  ChangePasswordRequest,
  ForgotPasswordRequest,
  LoginRequest,
  ResetPasswordRequest,
  ROLES,
  SignupRequest,
  UpdateUserRequest,
  VerifyEmailRequest,
  type IdentityView,
  type Me,
  type Role,
  type SessionView,
  type UserView,
} from './auth.js';
export {
  CheckoutRequest,
  PORTAL_FLOWS,
  PortalRequest,
  type BillingStatus,
  type InvoiceView,
  type PlanView,
  type QuotaView,
} from './billing.js';
export {
  TURN_STATUSES,
  type ConversationSummary,
  type ConversationView,
  type TurnStatus,
  type TurnView,
} from './conversations.js';
