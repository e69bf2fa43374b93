import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:http';
import OAuth2Strategy from 'passport-oauth2';
import type { FlowSecrets, ProviderProfile } from './oauth-provider.js';
import { isFine, type ProviderCalls } from './provider-http.js';

type StrategyClass = new (options: OAuth2Strategy.StrategyOptions, verify: typeof succeed) => OAuth2Strategy;

/**
 * One of passport's OAuth 2.0 strategies, for one request: with the flow's own secrets, bounded calls, and our reading of the
 * profile. Everything that is peculiar about passport-oauth2 is in this file.
 */
export function oauth2Strategy(
  Strategy: (new (options: never, verify: never) => OAuth2Strategy) | undefined,
  options: OAuth2Strategy.StrategyOptions,
  flow: FlowSecrets,
  calls: ProviderCalls,
  readProfile: (token: string) => Promise<ProviderProfile>,
): OAuth2Strategy {
  const Class = (Strategy ?? OAuth2Strategy) as StrategyClass;
  const customHeaders = { 'User-Agent': 'turnpike' };
  const strategy = new Class({ ...options, customHeaders, store: storeOf(flow) }, succeed);
  sendChallenge(strategy, flow);
  boundCalls(strategy, calls);
  strategy.userProfile = (token, done) => {
    readProfile(token).then((profile) => done(null, profile), done);
  };
  return strategy;
}

const succeed = (_access: string, _refresh: string, profile: unknown, verified: OAuth2Strategy.VerifyCallback) =>
  verified(null, profile as Express.User);

type Callback = (error: unknown, value?: unknown) => void;

/** passport asks this for the state, and whether the one that came back is right; the flow was checked and used up before. */
const storeOf = ({ state, codeVerifier }: FlowSecrets) =>
  ({
    // passport reads the number of parameters to learn which of its signatures this is.
    store: (_request: unknown, _meta: unknown, callback: Callback) => callback(null, state),
    // A string is passport's way to be told PKCE's verifier.
    verify: (_request: unknown, _state: unknown, _meta: unknown, callback: Callback) => callback(null, codeVerifier),
  }) as unknown as OAuth2Strategy.StateStore;

/** passport's own PKCE makes the verifier itself, too late to be stored with the flow. */
function sendChallenge(strategy: OAuth2Strategy, { codeVerifier }: FlowSecrets): void {
  const others = strategy.authorizationParams.bind(strategy);
  const code_challenge = createHash('sha256').update(codeVerifier).digest('base64url');
  strategy.authorizationParams = (options) => ({
    ...others(options),
    code_challenge,
    code_challenge_method: 'S256',
  });
}

/** The inner parts that have to be replaced; passport calls them protected. */
interface StrategyParts {
  _oauth2: {
    _accessTokenUrl: string;
    _executeRequest(
      library: unknown,
      options: RequestOptions,
      body: string | Buffer | undefined,
      callback: (error: unknown, text?: string) => void,
    ): void;
  };
  error(error: unknown): void;
}

/** `oauth`'s own request waits for ever and takes anything. */
function boundCalls(strategy: OAuth2Strategy, calls: ProviderCalls): void {
  const parts = strategy as unknown as StrategyParts;
  const { _oauth2 } = parts;
  _oauth2._executeRequest = (_library, { method, headers }, body, callback) => {
    calls
      .send('token', _oauth2._accessTokenUrl, { method, headers, body })
      .then(
        (answer) => {
          const text = answer.body.toString('utf8');
          return isFine(answer) ? callback(null, text) : callback({ statusCode: answer.status, data: text });
        },
        (error: unknown) => callback(error),
      )
      // What passport's own callback throws would otherwise end the process.
      .catch((error: unknown) => parts.error(error));
  };
}
