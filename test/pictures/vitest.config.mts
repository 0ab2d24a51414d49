// `npm run pictures`: takes the pictures of README and walkthrough from the real product. No test: it writes media/.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/pictures/take.ts'], testTimeout: 300_000, hookTimeout: 120_000 },
});
