// Leaves the numbers of a run where scripts/test.mjs reads them.
import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onRunComplete(_projects, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    // A file that could not even be loaded counts as one failure.
    const counts = { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
    writeFileSync(process.env.TEST_COUNTS_FILE, JSON.stringify(counts));
  }
}
