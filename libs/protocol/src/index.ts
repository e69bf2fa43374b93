export { FEATURES, QUOTAS, type Feature, type Quota, type QuotaPeriod, type QuotaUnit } from './features.js';
export {
  CancelFrame,
  ClientFrame,
  CLOSE,
  DeltaFrame,
  DoneFrame,
  DrainingFrame,
  ErrorFrame,
  MAX_FRAME_BYTES,
  PlanFrame,
  ReadyFrame,
  ServerFrame,
  TurnFrame,
  Usage,
} from './frames.js';
export type { ModelView } from './models.js';
export { describeSocket } from './asyncapi/describe-socket.js';
export { SOCKET_ERRORS, type SocketErrorCode } from './socket-errors.js';
export type { Problem } from './problem.js';
export { MetricsSample, RecentMetricsView } from './recent-metrics.js';
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
  ACCESS_REASONS,
  ChangeRequest,
  CheckoutRequest,
  PORTAL_FLOWS,
  PortalRequest,
  type AccessReason,
  type BillingStatus,
  type ChangeView,
  type FeatureAccess,
  type InvoicesView,
  type InvoiceView,
  type PlanView,
  type PriceView,
  type QuotaView,
} from './billing.js';
export {
  TURN_STATUSES,
  type ConversationSummary,
  type ConversationView,
  type TurnStatus,
  type TurnView,
} from './conversations.js';
