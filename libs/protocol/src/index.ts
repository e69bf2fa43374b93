export { Feature, FEATURES, QUOTAS, type Quota, type QuotaPeriod, type QuotaUnit } from './features.js';
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
export {
  IdentitiesView,
  IdentityView,
  Me,
  PersonalDataView,
  ProvidersView,
  ProviderView,
  Role,
  ROLES,
  SessionsView,
  SessionView,
} from './account.js';
export { AuditEventsView, AuditEventView, UpdateUserRequest, UsersView, UserView } from './admin.js';
export { describeSocket } from './asyncapi/describe-socket.js';
export {
  Accepted,
  ChangePasswordRequest,
  ForgotPasswordRequest,
  LoginRequest,
  PasswordState,
  ResetPasswordRequest,
  SignupRequest,
  SignupView,
  UpdateMeRequest,
  VerifyEmailRequest,
} from './auth.js';
export { ACCESS_REASONS, AccessReason, BillingStatus, FeatureAccess, QuotaView } from './billing.js';
export {
  ConversationsView,
  ConversationSummary,
  ConversationView,
  TURN_STATUSES,
  TurnView,
  type TurnStatus,
} from './conversations.js';
export { InvoicesView, InvoiceView } from './invoices.js';
export { ModelsView, ModelView } from './models.js';
export { PlansView, PlanView, PriceView } from './plans.js';
export { Problem } from './problem.js';
export {
  ChangeRequest,
  ChangeView,
  CheckoutRequest,
  PageUrl,
  PORTAL_FLOWS,
  PortalRequest,
  WebhookReceipt,
} from './purchase.js';
export { MetricsSample, RecentMetricsView } from './recent-metrics.js';
export { SOCKET_ERRORS, type SocketErrorCode } from './socket-errors.js';
