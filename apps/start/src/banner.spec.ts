import { banner } from './banner.js';

const facts = { publicUrl: 'http://localhost:8000', dataFolder: '.data/8000' };

describe('the banner', () => {
  it('names the address, the people to sign in as, the stand-ins and how to stop', () => {
    const text = banner({
      ...facts,
      sandbox: {
        environment: { GOOGLE_CLIENT_SECRET: 'not for the screen' },
        oauthProviders: {},
        parts: [
          { name: 'llm', url: 'http://localhost:4010', note: 'deterministic answers' },
          { name: 'mail', url: 'http://localhost:4012', note: 'Inbox, stand-in for a mail server' },
        ],
        demoAccounts: [{ provider: 'google', name: 'Ada', email: 'ada@example.com' }],
      },
    });
    for (const part of ['http://localhost:8000', 'ada@example.com', 'http://localhost:4010', '.data/8000', 'Ctrl-C']) {
      expect(text).toContain(part);
    }
    expect(text.slice(text.indexOf('Stand-ins'))).toMatch(/^ +mail +http:\/\/localhost:4012 +Inbox/m);
    expect(text).not.toContain('not for the screen');
  });

  it('does not speak of stand-ins when everything is real', () => {
    expect(banner({ ...facts, sandbox: undefined })).not.toMatch(/stand-in|demo/i);
  });
});
