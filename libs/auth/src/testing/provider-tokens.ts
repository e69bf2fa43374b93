import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type GenerateKeyPairResult, type JWK } from 'jose';

/** How an ID token of the test provider can be wrong in its signature; wrong claims are set one by one. */
export type IdTokenFault = 'unsigned' | 'client_secret' | 'wrong_key' | 'unknown_kid';

interface SigningKey {
  algorithm: string;
  pair: GenerateKeyPairResult;
  jwk: JWK;
}

/** The keys that the test provider signs ID tokens with. */
export class ProviderKeys {
  private constructor(private current: SigningKey) {}

  static async make(): Promise<ProviderKeys> {
    return new ProviderKeys(await newKey('ES256'));
  }

  async rotate(algorithm = 'ES256'): Promise<void> {
    this.current = await newKey(algorithm);
  }

  published(): { keys: JWK[] } {
    return { keys: [this.current.jwk] };
  }

  async sign(claims: Record<string, unknown>, clientSecret: string, fault?: IdTokenFault): Promise<string> {
    const { algorithm: alg, pair, jwk } = this.current;
    if (fault === 'unsigned') return new UnsecuredJWT(claims).encode();
    const token = new SignJWT(claims);
    if (fault === 'client_secret')
      return token.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(clientSecret));
    const kid = fault === 'unknown_kid' ? 'unknown' : jwk.kid;
    const key = fault === 'wrong_key' ? (await newKey(alg)).pair.privateKey : pair.privateKey;
    return token.setProtectedHeader({ alg, kid }).sign(key);
  }
}

async function newKey(algorithm: string): Promise<SigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const kid = randomBytes(4).toString('hex');
  return { algorithm, pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: algorithm } };
}
