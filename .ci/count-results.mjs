// Sums what the test runners reported: node count-results.mjs FOLDER [FAILED_STAGE…]
// The last line is `N passed, N failed`. A stage that failed without a failed test (types, lint, build), or a report that is missing, counts as one.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...failedStages] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let missing = 0;

/** Files that could not even be loaded have no failed test, but fail their suite. */
function countVitest({ numPassedTests, numFailedTests, testResults }) {
  const brokenFiles = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((one) => one.status === 'failed');
  });
  return { passes: numPassedTests, failures: numFailedTests + brokenFiles.length };
}

function countPlaywright({ stats, errors }) {
  if (stats.flaky > 0) console.log(`${stats.flaky} passed only at the second try`);
  return { passes: stats.expected + stats.flaky, failures: stats.unexpected + errors.length };
}

const runners = {
  'unit.json': countVitest,
  'browser.json': countPlaywright,
  'deep.json': countVitest,
  'browser-long.json': countPlaywright,
};
for (const [name, count] of Object.entries(runners)) {
  const path = join(folder, name);
  if (!existsSync(path)) {
    console.log(`${name}: no report`);
    missing += 1;
    continue;
  }
  const { passes, failures } = count(JSON.parse(readFileSync(path, 'utf8')));
  console.log(`${name}: ${passes} passed, ${failures} failed`);
  passed += passes;
  failed += failures;
}

for (const stage of failedStages) console.log(`failed: ${stage}`);
if (failed === 0) failed = failedStages.length || missing;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
