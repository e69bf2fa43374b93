import { Writable } from 'node:stream';
import { ProgressLine } from './progress.js';

function lineOn(isTTY: boolean) {
  let written = '';
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  Object.assign(out, { isTTY, columns: 80 });
  return { line: new ProgressLine(out as NodeJS.WriteStream), written: () => written };
}

describe('ProgressLine', () => {
  it('draws a bar with the time that is left on a terminal, however wrong the estimate was', () => {
    const { line, written } = lineOn(true);
    line.show({ phase: 'subscriptions', looked: 50, of: 100 });
    line.end();
    expect(written()).toMatch(/subscriptions \[=+-+\] 50\/100 ETA \S+/);
    line.show({ phase: 'customers', looked: 300, of: 200 });
    line.end();
    expect(written()).toMatch(/customers \[=+\] 300\/300 ETA \S+/);
  });

  it('writes plain lines, and few of them, elsewhere', () => {
    const { line, written } = lineOn(false);
    for (let looked = 0; looked < 500; looked += 100) line.show({ phase: 'customers', looked, of: 500 });
    line.end();
    expect(written()).toBe('customers: 0 looked at\n');
  });
});
