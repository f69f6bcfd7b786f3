import { describe, expect, it } from 'vitest';
import { createBeat, startPulse } from '../src/pulse.ts';
import { shared } from '../src/save.ts';

function stage() {
  const chain = { time: 0, mined: 0, saved: 0, automine: true, stateRoot: '0x1' };
  const client = {
    getAutomine: async () => chain.automine,
    mine: async () => {
      chain.mined += 1;
    },
    getBlock: async () => ({ stateRoot: chain.stateRoot }),
  };
  const save = async () => {
    chain.saved += 1;
  };
  const beat = createBeat({ client, save }, () => chain.time);
  return { chain, beat };
}

async function beatFor(seconds: number, { chain, beat }: ReturnType<typeof stage>): Promise<number> {
  const before = chain.mined;
  for (let second = 0; second < seconds; second += 1) {
    chain.time += 1000;
    await beat.beat();
  }
  return chain.mined - before;
}

describe('the pulse', () => {
  it('mines a block every second while the chain is in use', async () => {
    expect(await beatFor(30, stage())).toBe(30);
  });

  it('mines a block every 15 seconds after a quiet minute, until somebody comes', async () => {
    const one = stage();
    await beatFor(60, one);
    expect(await beatFor(30, one)).toBe(2);
    one.beat.touch();
    expect(await beatFor(30, one)).toBe(30);
  });

  it('mines nothing while the chain is held still', async () => {
    const one = stage();
    one.chain.automine = false;
    expect(await beatFor(30, one)).toBe(0);
  });

  it('saves the chain when its state has changed, and only then', async () => {
    const one = stage();
    await beatFor(5, one);
    expect(one.chain.saved).toBe(1);
    one.chain.stateRoot = '0x2';
    await beatFor(5, one);
    expect(one.chain.saved).toBe(2);
  });

  it('is idle when the beat under way is over', async () => {
    const gates: (() => void)[] = [];
    const save = () =>
      new Promise<void>((resolve) => {
        gates.push(resolve);
      });
    const client = {
      getAutomine: async () => true,
      mine: async () => {},
      getBlock: async () => ({ stateRoot: '0x1' }),
    };
    const pulse = startPulse({ client, save });
    const order: string[] = [];
    const waiting = (async () => {
      await pulse.idle();
      order.push('idle');
    })();

    await expect.poll(() => gates.length).toBe(1);
    order.push('saved');
    gates[0]?.();
    await waiting;
    expect(order).toEqual(['saved', 'idle']);
    await pulse.stop();
  });
});

describe('shared work', () => {
  it('begins after everybody it serves has asked, and never runs twice at once', async () => {
    const gates: (() => void)[] = [];
    const work = shared(
      () =>
        new Promise((resolve) => {
          gates.push(resolve);
        }),
    );
    const first = work();
    await expect.poll(() => gates.length).toBe(1);
    const [second, third] = [work(), work()];
    gates[0]?.();
    await first;
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.();
    await Promise.all([second, third]);
    expect(gates).toHaveLength(2);
  });

  it('runs again after a run that failed', async () => {
    let runs = 0;
    const work = shared(async () => {
      runs += 1;
      if (runs === 1) throw new Error('disk full');
    });
    await expect(work()).rejects.toThrow('disk full');
    await work();
    expect(runs).toBe(2);
  });
});
