import { happen, planOf, type Surface } from '@railyard/conformance/simulation';
import { expect, it } from 'vitest';
import { surface } from '../src/surface.ts';

async function toldOf(seed: number, on: Surface): Promise<readonly string[]> {
  const lines: string[] = [];
  await happen(planOf(seed), { ...on, tell: (line) => void lines.push(line) });
  return lines;
}

it('tells the same histories as one that waits for a turn of the event loop each time', async () => {
  for (let seed = 1; seed <= 40; seed += 1)
    expect(await toldOf(seed, surface)).toEqual(await toldOf(seed, { hash: surface.hash }));
});
