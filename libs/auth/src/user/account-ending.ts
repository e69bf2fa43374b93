/** What has to end elsewhere before an account can be deleted: billing cancels at Stripe. Who has nothing to end offers none. */
export abstract class AccountEnding {
  /** Throws to keep the account: nothing has been deleted yet. May be called again after it has failed. */
  abstract beforeUserIsDeleted(userId: string): Promise<void>;
}
