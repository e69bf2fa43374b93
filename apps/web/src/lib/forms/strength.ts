/** How good a new password looks while it is typed. Only a hint: the API decides. */
export interface Strength {
  score: 0 | 1 | 2 | 3;
  words: string;
}

const COMMON = /pass(word)?|qwert|asdf|letmein|welcome|admin|turnpike|12345|abcde|(.)\2{3,}/i;

/** Length counts most; common words and the own e-mail address count against it. */
export function strengthOf(password: string, email: string): Strength {
  const own = email.split('@')[0] ?? '';
  if (password.length < 8) return { score: 0, words: 'At least 8 characters. A few unrelated words work well.' };
  if (own.length > 2 && password.toLowerCase().includes(own.toLowerCase())) {
    return { score: 0, words: 'Leave your e-mail address out of it.' };
  }
  if (COMMON.test(password) && password.length < 16)
    return { score: 1, words: 'Easy to guess: avoid common words and rows of keys.' };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  const points = password.length + kinds * 2;
  if (points < 15) return { score: 1, words: 'Weak: make it a little longer.' };
  if (points < 20) return { score: 2, words: 'Good.' };
  return { score: 3, words: 'Strong.' };
}
