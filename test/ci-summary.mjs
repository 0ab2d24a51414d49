// Prints `tests: N passed, N failed` from the results that vitest wrote; fails when it wrote none, or none ran.
import { readFileSync } from 'node:fs';

const results = JSON.parse(readFileSync(process.argv[2] ?? 'out/test-results.json', 'utf8'));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, success } = results;
console.log(`tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
// A file that does not load fails without a failed test.
if (!success || passed === 0) process.exitCode = 1;
