import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { flag, group, mergeMetadata, text } from '../api/params.js';
import { invalid, noSuch } from '../api/stripe.errors.js';
import { closeDispute, isOpen } from '../billing/dispute.js';

/** /v1/disputes. Evidence decides as in Stripe's test mode: `winning_evidence` wins, anything else loses. */
export function disputeRoutes(api: Api): void {
  const { account } = api;
  const { state } = account;

  const getDispute = (id: string) => {
    const dispute = state.disputes[id];
    if (!dispute) throw noSuch('dispute', id);
    return dispute;
  };
  const getOpen = (id: string) => {
    const dispute = getDispute(id);
    if (!isOpen(dispute)) throw invalid('dispute', 'This dispute is already closed.');
    return dispute;
  };

  api.get('/v1/disputes', ({ params }) => ({
    ...page(Object.values(state.disputes), params, '/v1/disputes', having(params, 'charge', 'payment_intent')),
  }));
  api.get('/v1/disputes/:id', ({ id }) => getDispute(id));

  api.post('/v1/disputes/:id', ({ id, params }) => {
    const dispute = getOpen(id);
    const evidence = text(group(params, 'evidence'), 'uncategorized_text');
    account.change('charge.dispute.updated', dispute, (changing) => {
      changing.metadata = mergeMetadata(params, changing.metadata);
      if (evidence) changing.evidence = { ...changing.evidence, uncategorized_text: evidence };
      if (evidence) changing.status = 'under_review';
    });
    // Left out, `submit` is true.
    if (evidence && flag(params, 'submit') !== false) {
      closeDispute(account, dispute, evidence === 'winning_evidence' ? 'won' : 'lost');
    }
    return dispute;
  });

  api.post('/v1/disputes/:id/close', ({ id }) => {
    const dispute = getOpen(id);
    closeDispute(account, dispute, 'lost');
    return dispute;
  });
}
