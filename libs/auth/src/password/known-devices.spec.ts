import { testConfig } from '@app/platform/testing';
import { AuthConfig } from '../auth.config.js';
import { KnownDevices } from './known-devices.js';

const OLD = 'Zm9yIHRoZSBvbGQgc2VjcmV0IG9mIGEgdGVzdA';
const NEW = 'Rm9yIHRoZSBuZXcgc2VjcmV0IG9mIGEgdGVzdA';
const devices = (secrets: string[], PUBLIC_URL = 'http://localhost:8000') =>
  new KnownDevices(testConfig([AuthConfig], {}, { PUBLIC_URL, JWT_SECRET: secrets.join(',') }).get(AuthConfig));
const pairOf = (cookie: string) => cookie.split(';')[0]!;

describe('the cookie of a known device', () => {
  const ours = devices([NEW]);
  const cookie = pairOf(ours.cookie('ada@example.com'));

  it('makes the browser known to its account, in whatever case it is written, each under an id of its own', () => {
    const id = ours.find({ cookie }, 'ADA@example.com');
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(ours.find({ cookie: pairOf(ours.cookie('ada@example.com')) }, 'ada@example.com')).not.toBe(id);
    expect(cookie).not.toMatch(/ada/i);
  });

  it('is worth nothing for another account', () => {
    expect(ours.find({ cookie }, 'eve@example.com')).toBeNull();
  });

  it('cannot be made up', () => {
    const [name, value] = cookie.split('=') as [string, string];
    const [nonce, signature] = value.split('.') as [string, string];
    const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
    const forged = [
      `${nonce}.${flipped}`,
      `${nonce}.`,
      nonce,
      '.',
      '',
      `x${nonce}.${signature}`,
      `${nonce}.${signature.slice(0, -4)}`,
      pairOf(devices([OLD]).cookie('ada@example.com')).slice(name.length + 1),
    ];
    for (const value of forged) expect(ours.find({ cookie: `${name}=${value}` }, 'ada@example.com')).toBeNull();
    expect(ours.find({}, 'ada@example.com')).toBeNull();
  });

  it('is signed with the first secret, and good with any of them', () => {
    const old = pairOf(devices([OLD]).cookie('ada@example.com'));
    expect(devices([NEW, OLD]).find({ cookie: old }, 'ada@example.com')).not.toBeNull();
    const rotated = pairOf(devices([NEW, OLD]).cookie('ada@example.com'));
    expect(ours.find({ cookie: rotated }, 'ada@example.com')).not.toBeNull();
    expect(devices([OLD]).find({ cookie: rotated }, 'ada@example.com')).toBeNull();
  });

  it('is out of reach of scripts, and bound to host and TLS when the public URL is https', () => {
    const rest = '; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax';
    expect(ours.cookie('a@b.c').replace(/=[^;]*/, '')).toBe(`known_device${rest}`);
    const secure = devices([NEW], 'https://app.example.com');
    expect(secure.cookie('a@b.c').replace(/=[^;]*/, '')).toBe(`__Host-known_device${rest}; Secure`);
  });
});
