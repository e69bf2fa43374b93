/** The parts of the sandbox that can be started, each a stand-in for one outside service. */
export const partNames = ['google', 'github', 'stripe', 'llm', 'mail'] as const;
export type PartName = (typeof partNames)[number];

/** Where a provider's endpoints are, in the words of config/turnpike.yaml. */
export type ProviderUrls = Partial<Record<'authorization_url' | 'token_url' | 'userinfo_url' | 'emails_url', string>>;

/** Somebody who can sign in at a stand-in with one click. */
export interface DemoAccount {
  provider: PartName;
  name: string;
  email: string;
}

/** A part that listens: where it is, and the settings an operator would need to use it. */
export interface RunningPart {
  name: PartName;
  url: string;
  note: string;
  environment: Record<string, string>;
  providerUrls?: ProviderUrls;
  demoAccounts?: DemoAccount[];
  close(): Promise<void>;
}
