import { CreateAuditEvents1795478400000 } from './1795478400000-create-audit-events.js';
import { CreateUsersIdentitiesSessions1795478401000 } from './1795478401000-create-users-identities-sessions.js';
import { CreateSubscriptionsEventsQuotas1795478402000 } from './1795478402000-create-subscriptions-events-quotas.js';
import { CreateConversationsTurns1795478403000 } from './1795478403000-create-conversations-turns.js';
import { NotifyAboutSessionsAndUsers1795489201000 } from './1795489201000-notify-about-sessions-and-users.js';
import { AddDisabledUsersAndNonces1795489202000 } from './1795489202000-add-disabled-users-and-nonces.js';
import { CreateEmailLinks1795489203000 } from './1795489203000-create-email-links.js';
import { CreateBillingReconciliations1795492801000 } from './1795492801000-create-billing-reconciliations.js';
import { CountChangesAndReportTurns1795492802000 } from './1795492802000-count-changes-and-report-turns.js';
import { SettleQuotasAndNotifyAboutSubscriptions1795492803000 } from './1795492803000-settle-quotas-and-notify-about-subscriptions.js';
import { RememberPricesOfSubscriptions1795494001000 } from './1795494001000-remember-prices-of-subscriptions.js';
import { CreateRateLimits1795494003000 } from './1795494003000-create-rate-limits.js';
import { LeaseRunningTurns1795494004000 } from './1795494004000-lease-running-turns.js';
import { SealAuditEvents1795494005000 } from './1795494005000-seal-audit-events.js';

/** Every migration, oldest first. A new one is a new line here. */
export const migrations: Function[] = [
  CreateAuditEvents1795478400000,
  CreateUsersIdentitiesSessions1795478401000,
  CreateSubscriptionsEventsQuotas1795478402000,
  CreateConversationsTurns1795478403000,
  NotifyAboutSessionsAndUsers1795489201000,
  AddDisabledUsersAndNonces1795489202000,
  CreateEmailLinks1795489203000,
  CreateBillingReconciliations1795492801000,
  CountChangesAndReportTurns1795492802000,
  SettleQuotasAndNotifyAboutSubscriptions1795492803000,
  RememberPricesOfSubscriptions1795494001000,
  CreateRateLimits1795494003000,
  LeaseRunningTurns1795494004000,
  SealAuditEvents1795494005000,
];
