import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const conditions = ['@railyard/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ['default', './scripts/plain-summary.ts'],
    // One more than can run: many of them wait for processes of their own, or for time to pass.
    maxWorkers: availableParallelism() + 1,
    // Each worker loads a module once for all its files, in which no test leaves anything behind.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'repository', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'core',
          root: './packages/core',
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
        },
      },
      { extends: true, test: { name: 'packages', include: ['packages/!(core)/test/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'server', include: ['{apps/*,simulation,tooling/*}/test/**/*.test.ts'] },
      },
    ],
  },
});
