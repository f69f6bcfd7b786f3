import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

interface Manifest {
  exports?: Record<string, string | { '@railyard/source'?: string }>;
  bin?: Record<string, string>;
}

/** One build for every package: each door of its `exports`, and each command of its `bin`, is an entry. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const doors = Object.values(manifest.exports ?? {}).flatMap((door) =>
  typeof door === 'string' ? [] : (door['@railyard/source'] ?? []),
);
const commands = Object.values(manifest.bin ?? {}).map((file) =>
  file.replace('dist/', 'src/').replace('.js', '.ts'),
);

export default defineConfig({
  entry: [...doors, ...commands],
  outDir: 'dist',
  format: ['esm'],
  dts: false, // tsc writes the declarations
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // node:sqlite has no name without its prefix
  target: 'node22',
});
