import { SECURITY_HEADERS } from '../headers/security-headers.js';
import type { RawAnswer } from './raw-socket.js';

/** What gives away the inside of a program: stacks, files, words of Postgres. */
const INSIDE =
  /\n[^\S\n]+at |node_modules|file:\/\/\/\w+\/\w+\/.*\.js|\.[jt]s:\d+|syntax error at|invalid input syntax|relation \\"|violates|QueryFailed|(Type|Reference|Range)Error|ECONN|\bundefined\b.*\bproperties\b/;

/**
 * What is wrong with an answer, whatever was asked: an error of ours, a missing or doubled header, an error that is no
 * problem document or tells of our inside. Empty when it is as it must be.
 */
export function faultsOf(answer: RawAnswer): string[] {
  const { status } = answer;
  return [
    ...(status >= 200 && status < 500 ? [] : [`status ${status}`]),
    ...headerFaultsOf(answer),
    ...(status >= 400 ? problemFaultsOf(answer) : []),
  ];
}

/** Security headers that are missing, doubled or wrong, and what no answer may carry. */
export function headerFaultsOf({ headers }: Pick<RawAnswer, 'headers'>): string[] {
  const faults: string[] = [];
  for (const [name, value] of SECURITY_HEADERS) {
    const given = headers.get(name.toLowerCase()) ?? [];
    if (given.length !== 1 || given[0] !== value) faults.push(`${name}: ${given.join(' | ') || 'missing'}`);
  }
  const [requestId, ...more] = headers.get('x-request-id') ?? [];
  if (!/^[A-Za-z0-9-]{8,64}$/.test(requestId ?? '') || more.length) faults.push(`X-Request-Id: ${requestId}`);
  for (const name of ['x-powered-by', 'server', 'x-evil']) if (headers.has(name)) faults.push(`has ${name}`);
  return faults;
}

/** Whether an error is a problem document that belongs to its answer and says nothing of our inside. */
export function problemFaultsOf({ status, headers, body }: RawAnswer): string[] {
  return problemFaults(body, status, headers.get('content-type') ?? [], headers.get('x-request-id')?.[0]);
}

function problemFaults(body: string, status: number, types: string[], requestId: string | undefined): string[] {
  if (INSIDE.test(body)) return [`tells of our inside: ${body}`];
  // The answer to HEAD has no body.
  if (body === '') return /^application\/problem\+json/.test(types.join()) ? [] : [`an error of type ${types.join()}`];
  const problem = parse(body);
  const { code } = problem;
  const isWhole =
    types.length === 1 &&
    types[0]!.startsWith('application/problem+json') &&
    typeof code === 'string' &&
    /^[a-z][a-z_]+$/.test(code) &&
    problem.type === `urn:turnpike:problem:${code}` &&
    problem.status === status &&
    problem.requestId === requestId &&
    typeof problem.title === 'string' &&
    typeof problem.detail === 'string';
  return isWhole ? [] : [`no problem document: ${types.join()} ${body.slice(0, 300)}`];
}

function parse(body: string): Record<string, unknown> {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}
