// The worker, with an engine that leaves a rejection unhandled.
import { registerHooks } from 'node:module';

const PLACE = '  const yard = yardOf(checkout);\n';

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/core/src/operator/reconcile.ts')) return loaded;
    const source = new TextDecoder().decode(loaded.source as Uint8Array);
    return {
      ...loaded,
      source: source.replace(PLACE, `${PLACE}  void Promise.reject(new Error('planted'));\n`),
    };
  },
});
await import('../src/worker.ts');
