import { failureOf, verbOf } from './database-metrics.js';

it.each([
  ['SELECT 1', 'SELECT'],
  ['\n  update users set name = $1', 'UPDATE'],
  ['(SELECT 1) UNION (SELECT 2)', 'SELECT'],
  ['INSERT INTO a DEFAULT VALUES', 'INSERT'],
  ['DELETE FROM a', 'DELETE'],
  ['WITH a AS (SELECT 1) UPDATE b SET c = 1', 'other'],
  ['START TRANSACTION', 'other'],
  ['', 'other'],
])('the verb of %j is %s', (text, verb) => expect(verbOf(text)).toBe(verb));

it.each([
  ['nothing', undefined, ''],
  ['a statement that took too long', { code: '57014', message: 'canceling statement' }, 'timeout'],
  ['a server that does not answer', new Error('Query read timeout'), 'timeout'],
  ['a transaction left idle', { code: '25P03', message: 'terminating connection' }, 'timeout'],
  ['a server that stops', { code: '57P01', message: 'terminating connection' }, 'connection'],
  ['a refused connection', { code: 'ECONNREFUSED', message: 'connect' }, 'connection'],
  ['a lost connection', new Error('Connection terminated unexpectedly'), 'connection'],
  ['a broken constraint', { code: '23505', message: 'duplicate key' }, 'statement'],
])('of %s: %s is counted as "%s"', (_what, error, failure) => expect(failureOf(error)).toBe(failure));
