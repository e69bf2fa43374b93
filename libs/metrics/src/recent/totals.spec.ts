import { growth, type Totals } from './totals.js';

const totals = (given: Partial<Totals>): Totals => ({
  requests: {},
  requestBuckets: {},
  sockets: {},
  turns: {},
  firstTokenBuckets: {},
  tokens: {},
  webhooks: {},
  ...given,
});

describe('growth', () => {
  it('is what has come on top since', () => {
    const before = totals({ turns: { completed: 3, error: 1 }, tokens: { input: 100 } });
    const after = totals({ turns: { completed: 5, error: 1 }, tokens: { input: 250 } });
    expect(growth(before, after)).toEqual(totals({ turns: { completed: 2, error: 0 }, tokens: { input: 150 } }));
  });

  it('counts from zero what was not there before', () => {
    expect(growth(totals({}), totals({ webhooks: { failed: 2 } })).webhooks).toEqual({ failed: 2 });
  });

  it('is never negative: a total that has shrunk began anew', () => {
    const grown = growth(totals({ requests: { answered: 100 } }), totals({ requests: { answered: 7 } }));
    expect(grown.requests).toEqual({ answered: 7 });
  });
});
