import { registerHooks } from 'node:module';
import { MUTANTS } from './mutants/index.ts';

/**
 * From now on the named mistake is in the sources that are loaded. Throws when its place is not found; what it returns
 * throws when its sources have not been loaded.
 */
export function plant(name: string): () => void {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (!mutant) throw new Error(`There is no mutant "${name}".`);
  const missing = new Set(mutant.edits.map(({ file }) => file));
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const edits = mutant.edits.filter(({ file }) => url.endsWith(`/packages/${file}`));
      if (edits.length === 0) return loaded;
      let source = new TextDecoder().decode(loaded.source as Uint8Array);
      for (const { file, from, to } of edits) {
        if (source.split(from).length !== 2) {
          throw new Error(`The mutant "${name}" does not find its one place in ${file}: ${from}`);
        }
        source = source.replace(from, () => to);
        missing.delete(file);
      }
      return { ...loaded, source };
    },
  });
  return () => {
    if (missing.size > 0)
      throw new Error(`The mutant "${name}" was never loaded: ${[...missing].join(', ')}.`);
  };
}
