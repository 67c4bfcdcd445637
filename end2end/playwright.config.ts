import { defineConfig } from '@playwright/test';
import { chromium, flags } from './support/chromium';

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  // Two people in two browsers and a server: more than two workers only wait for each other.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // `stats` in the JSON holds the counts: expected, unexpected, flaky, skipped.
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? 'test-results.json' }]],
  use: {
    headless: true,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    // Not the zone that the server falls back to.
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: chromium(), args: flags },
  },
});
