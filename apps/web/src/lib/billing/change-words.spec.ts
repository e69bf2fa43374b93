import { describeChange, type Holding } from './change-words.js';
import { MONTHLY, PRO, pretendPro, readAsBritish, TEAM, TEAM_MONTHLY, YEARLY } from './testing/pretend-billing.js';

describe('a change, before it is made,', () => {
  beforeAll(readAsBritish);
  const onPro = (changes: Partial<Holding> = {}): Holding => ({
    status: pretendPro(),
    bought: PRO,
    price: MONTHLY,
    boughtLabel: 'Pro',
    ...changes,
  });
  const onTeam = { status: pretendPro({ plan: 'team' }), bought: TEAM, price: TEAM_MONTHLY, boughtLabel: 'Team' };

  it('to something dearer says that it is paid now', () => {
    const { title, label, lines, from } = describeChange(TEAM, TEAM_MONTHLY, onPro());
    expect([title, label, from]).toEqual(['Upgrade to Team?', 'Change and pay now', null]);
    expect(lines[0]).toBe('Team begins now, for US$50 per month.');
    expect(lines[1]).toContain('prorated');
  });
  it('to something cheaper says what is kept until when, and what would be lost', () => {
    const { title, label, lines, from } = describeChange(PRO, MONTHLY, onTeam);
    expect([title, label, from]).toEqual(['Downgrade to Pro?', 'Downgrade', TEAM]);
    expect(lines[0]).toBe('You keep Team until 31 December 2099. From then on you have Pro, for US$20 per month.');
  });
  it('in a trial says that nothing is charged before its end', () => {
    const { label, lines } = describeChange(TEAM, TEAM_MONTHLY, onPro({ status: pretendPro({ status: 'trialing' }) }));
    expect(label).toBe('Change now');
    expect(lines[1]).toBe('Your trial goes on until 31 December 2099; nothing is charged before.');
  });
  it('of the term alone says what is paid, and from when', () => {
    expect(describeChange(PRO, YEARLY, onPro())).toMatchObject({
      title: 'Pay Pro yearly?',
      lines: ['From now on you pay US$200 per year.', expect.stringContaining('prorated')],
    });
    expect(describeChange(PRO, MONTHLY, onPro({ price: YEARLY }))).toMatchObject({
      label: 'Pay monthly',
      lines: ['Nothing changes until 31 December 2099. From then on you pay US$20 per month.', expect.any(String)],
      from: null,
    });
  });
  it('from what nobody knows says what decides', () => {
    const { label, lines } = describeChange(PRO, MONTHLY, onPro({ price: null }));
    expect(label).toBe('Change');
    expect(lines).toEqual([
      expect.stringMatching(/^If it costs more/),
      expect.stringMatching(/^If it costs less, it begins on 31 December 2099/),
      'If you pay monthly already, nothing changes.',
    ]);
  });
});
