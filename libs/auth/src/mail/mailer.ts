import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { bulkhead, handleWhen, IterableBackoff, retry } from 'cockatiel';
import { Drain, inSpan, logEvent, type Span } from '@app/platform';
import { MailUnavailable } from '../auth.errors.js';
import { mails } from '../auth.metrics.js';
import { MailConfig } from './mail.config.js';
import type { Mail, MailKind } from './mail.js';
import { isDeliverable, isPassing, reasonOf } from './smtp-failures.js';
import { smtpTransport, type SmtpTransport } from './smtp-transport.js';

const AT_ONCE = 5;
const WAITING = 200;
const BACKOFF_MS = [500, 3000];
const DRAIN_MS = 5000;

/** Makes the mail when its turn comes; null when there is nothing to send after all. */
type Compose = () => Promise<Mail | null>;

/** Sends mail in the background, so that no answer waits for it or tells by its time whether there was one to send. */
@Injectable()
export class Mailer implements OnModuleDestroy {
  private readonly logger = new Logger('Mail');
  private readonly transport: SmtpTransport | null;
  private readonly slots = bulkhead(AT_ONCE, WAITING);
  private readonly tries = retry(handleWhen(isPassing), {
    maxAttempts: BACKOFF_MS.length,
    backoff: new IterableBackoff(BACKOFF_MS),
  });
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();

  constructor(
    private readonly config: MailConfig,
    drain: Drain,
  ) {
    this.transport = config.smtpUrl ? smtpTransport(config.smtpUrl, config.from, AT_ONCE) : null;
    if (!this.isAvailable()) this.logger.warn('No mail can be sent: SMTP_URL is not set');
    drain.onDrain((deadline) => this.settle(deadline));
  }

  /** Without SMTP_URL, mail is written to the log, but never in production: it holds ways into accounts. */
  isAvailable(): boolean {
    return this.transport !== null || this.config.nodeEnv !== 'production';
  }

  /** Throws `MailUnavailable` where somebody waits for a mail that cannot come. */
  assertAvailable(): void {
    if (!this.isAvailable()) throw new MailUnavailable();
  }

  /** Returns at once and never throws; what becomes of the mail is counted, and logged unless it is good news. */
  post(kind: MailKind, compose: Compose): void {
    if (!this.isAvailable()) return;
    const work = this.slots
      .execute(() => inSpan(`mail ${kind}`, { kind: 'client' }, (span) => this.deliver(kind, compose, span)))
      .catch(() => this.lost(kind, 'dropped', 'too many are waiting'))
      .finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  async onModuleDestroy(): Promise<void> {
    await this.settle();
    this.closed.abort();
    this.transport?.close({ force: true });
    await Promise.all(this.underway);
  }

  private async deliver(kind: MailKind, compose: Compose, span: Span): Promise<void> {
    if (this.closed.signal.aborted) return this.lost(kind, 'dropped', 'the program stops');
    try {
      const mail = await compose();
      if (!mail) return;
      if (!this.transport) return this.logger.log(`Mail to ${mail.to}: ${mail.subject}\n\n${mail.text}`);
      if (!isDeliverable(mail.to)) return this.lost(kind, 'dropped', 'the address is not one');
      await this.send(this.transport, mail);
      mails.inc({ kind, outcome: 'sent' });
      logEvent('mail.sent', { kind });
    } catch (error) {
      span.meet('mail_failed');
      this.lost(kind, 'failed', reasonOf(error));
    }
  }

  private async send(transport: SmtpTransport, { to, ...content }: Mail): Promise<void> {
    const { signal } = this.closed;
    // As an object the address is taken as it is, and never read as a list of several.
    await this.tries.execute(() => transport.sendMail({ to: { name: '', address: to }, ...content, signal }), signal);
  }

  private lost(kind: MailKind, outcome: 'failed' | 'dropped', why: string): void {
    mails.inc({ kind, outcome });
    this.logger.error(`A mail (${kind}) was not sent: ${why}`);
  }

  private async settle(deadline?: AbortSignal): Promise<void> {
    const settled = new AbortController();
    const signal = AbortSignal.any(deadline ? [deadline, settled.signal] : [settled.signal]);
    const patience = wait(DRAIN_MS, undefined, { signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.underway), patience]);
    settled.abort();
  }
}
