import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

/** `npm run pictures`: every screen, in both sizes and both themes, into pictures/. */
export default defineConfig(tests, {
  testDir: '.',
  testMatch: 'pictures.ts',
  timeout: 180_000,
  reporter: [['list']],
});
