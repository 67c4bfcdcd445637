// The failures, in short, from Playwright's JSON report.

import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));

/**
 * The failures below a suite, each with the titles that lead to it.
 * @param {import('@playwright/test/reporter').JSONReportSuite} suite
 * @param {string[]} path
 * @returns {Generator<[title: string, errors: import('@playwright/test/reporter').JSONReportError[]]>}
 */
function* failures(suite, path) {
  for (const spec of suite.specs ?? []) {
    if (!spec.ok) yield [[...path, spec.title].join(' › '), spec.tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors))];
  }
  for (const inner of suite.suites ?? []) yield* failures(inner, [...path, inner.title]);
}

for (const suite of report.suites) {
  for (const [title, errors] of failures(suite, [suite.title])) {
    console.log(`== ${title}`);
    for (const { message } of errors) {
      const lines = stripVTControlCharacters(message ?? '').split('\n');
      console.log(lines.slice(0, 12).join('\n'));
    }
  }
}
