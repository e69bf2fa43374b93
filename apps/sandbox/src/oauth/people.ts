/** Somebody known to the pretend Google and the pretend GitHub alike. */
export interface Person {
  name: string;
  email: string;
  login: string;
  emailVerified: boolean;
}

/** The demo people. Charles never confirmed his address, so an application must not let him in by it. */
export const people: readonly Person[] = [
  { name: 'Ada Lovelace', email: 'ada@example.com', login: 'ada', emailVerified: true },
  { name: 'Grace Hopper', email: 'grace@example.com', login: 'grace', emailVerified: true },
  { name: 'Alan Turing', email: 'alan@example.com', login: 'alan', emailVerified: true },
  { name: 'Charles Babbage', email: 'charles@example.com', login: 'charles', emailVerified: false },
];

/** The people an application lets in, for banners. */
export const peopleWhoMaySignIn = people.filter((person) => person.emailVerified);
