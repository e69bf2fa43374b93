import { m } from '#messages';

/** How good a new password looks while it is typed. Only a hint: the API decides. */
export interface Strength {
  score: 0 | 1 | 2 | 3;
  words: string;
}

const COMMON = /pass(word)?|qwert|asdf|letmein|welcome|admin|turnpike|12345|abcde|(.)\2{3,}/i;

/** Length counts most; common words and the own e-mail address count against it. */
export function strengthOf(password: string, email: string): Strength {
  const own = email.split('@')[0] ?? '';
  if (password.length < 8) return { score: 0, words: m.password_too_short() };
  if (own.length > 2 && password.toLowerCase().includes(own.toLowerCase()))
    return { score: 0, words: m.password_holds_address() };
  if (COMMON.test(password) && password.length < 16) return { score: 1, words: m.password_common() };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  const points = password.length + kinds * 2;
  if (points < 15) return { score: 1, words: m.password_weak() };
  if (points < 20) return { score: 2, words: m.password_good() };
  return { score: 3, words: m.password_strong() };
}
