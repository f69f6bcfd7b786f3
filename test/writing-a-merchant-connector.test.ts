import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/writing-a-merchant-connector.md'), 'utf8');

/** The page's pieces of files. */
const pieces = [...page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(
  ([, file = '', text = '']) => [file, text] as const,
);

describe('the page for authors of merchant connectors', () => {
  it('shows the connector of the reference server as it is', () => {
    expect(pieces.length).toBeGreaterThan(4);
    const missing = pieces.filter(([file, text]) => !readFileSync(join(root, file), 'utf8').includes(text));
    expect(missing).toEqual([]);
  });

  it('names files that there are', () => {
    const links = [...page.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
  });
});
