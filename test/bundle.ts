import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

/** One module with all that it pulls in, minified, as a browser or an edge runtime would load it. */
export async function bundle(options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles = [] } = await build({
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    conditions: ['@railyard/source'],
    ...options,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('The bundler wrote nothing.');
  return file.contents;
}

export function gzipped(code: Uint8Array): number {
  return gzipSync(code, { level: 9 }).length;
}
