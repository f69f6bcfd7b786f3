import { describe, expect, it } from 'vitest';
import { type End, endAtOnce, endsOneByOne, film } from './film.ts';
import { LIVES } from './lives.ts';

describe.each(LIVES)('S2.9 up to six events of a page %s', (_, life) => {
  it('end the same in whatever order they arrive, one by one or at once', async () => {
    const scene = await film(life);
    const ends = new Set(await endsOneByOne(scene));
    for (const at of scene.rungs.keys()) {
      const order = [...scene.rungs.slice(at), ...scene.rungs.slice(0, at)];
      ends.add(await endAtOnce(scene, order));
    }

    expect(ends.size).toBe(1);
    const end = JSON.parse([...ends].join()) as End;
    expect(end.view).toMatchObject({ status: life.status });
    expect(end.view).not.toHaveProperty('payment_url');
    expect(end.events.map(({ type }) => type)).toEqual(life.events);
    expect(end).toMatchObject({
      order: life.status === 'paid' ? { reference: scene.link.session } : null,
      attempts: [{ due: null, busyUntil: null, doubtSince: null }],
      refunds: [],
    });
  });
});
