import { AsyncResource } from 'node:async_hooks';
import type { EntityManager, EntitySubscriberInterface, QueryRunner, TransactionCommitEvent } from 'typeorm';

const waiting = new WeakMap<QueryRunner, (() => void)[]>();

/** Hears of every end of a transaction, savepoints included. */
const subscriber: EntitySubscriberInterface = {
  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    // What was released is a savepoint only, and the transaction around it may still fail.
    if (queryRunner.isTransactionActive) return;
    const due = waiting.get(queryRunner) ?? [];
    waiting.delete(queryRunner);
    for (const work of due) work();
  },
  // With a savepoint goes what was noted before it, too: rather a line too few than one of what never happened.
  afterTransactionRollback: ({ queryRunner }) => void waiting.delete(queryRunner),
};

/** Runs `work` once the transaction is committed, in the request, frame or job that asks for it here; never if it is rolled back. */
export function afterCommit({ queryRunner, connection }: EntityManager, work: () => void): void {
  if (!queryRunner) return work();
  if (!connection.subscribers.includes(subscriber)) connection.subscribers.push(subscriber);
  const due = waiting.get(queryRunner) ?? [];
  due.push(AsyncResource.bind(work));
  waiting.set(queryRunner, due);
}
