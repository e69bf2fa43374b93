import { QueryFailedError } from 'typeorm';
import { createLogger } from './logger.js';

describe('the log', () => {
  const lines: string[] = [];
  const logger = createLogger(
    { logLevel: 'trace', logFormat: 'json', nodeEnv: 'production' },
    { write: (line) => void lines.push(line) },
  );
  beforeEach(() => lines.splice(0));

  it('says of a database error what went wrong, and nothing of what people wrote', () => {
    const cause = Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(ada@example.com) exists' });
    const error = new QueryFailedError('INSERT INTO users VALUES ($1)', ['hunter2'], cause);
    logger.fatal({ err: error }, 'crash');
    logger.error(error);
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ err: { type: 'QueryFailedError', message: 'duplicate key' } });
      expect(line).not.toMatch(/hunter2|ada@example/);
    }
  });

  it('redacts secrets by their names', () => {
    logger.info({ code: 'a1', query: { state: 'b2' }, headers: { cookie: 'c3', authorization: 'd4' } }, 'seen');
    expect(lines.join()).not.toMatch(/a1|b2|c3|d4/);
  });
});
