import { describe, expect, it } from 'vitest';
import { checkRail, railLaws } from '../../src/index.ts';
import { CHALLENGE } from './plants/challenge.ts';
import { CONTRACT } from './plants/contract.ts';
import { DETECT } from './plants/detect.ts';
import { FAULT } from './plants/fault.ts';
import { LATE } from './plants/late.ts';
import { PAGE } from './plants/page.ts';
import { PEERS } from './plants/peers.ts';
import { RECEIPT } from './plants/receipt.ts';
import { REFUND } from './plants/refund.ts';
import { REPEAT } from './plants/repeat.ts';
import { SECRETS } from './plants/secret.ts';
import { SENDING } from './plants/sending.ts';
import { SETTLE } from './plants/settle.ts';
import { SHAPE } from './plants/shape.ts';
import { STATUS } from './plants/status.ts';
import { WEBHOOK } from './plants/webhook.ts';

const PLANTS = {
  ...SHAPE,
  ...DETECT,
  ...CHALLENGE,
  ...RECEIPT,
  ...SETTLE,
  ...REPEAT,
  ...FAULT,
  ...SENDING,
  ...STATUS,
  ...LATE,
  ...PAGE,
  ...REFUND,
  ...WEBHOOK,
  ...SECRETS,
};

describe('the laws of a rail', () => {
  it.each(Object.entries(PLANTS))('are broken, exactly one of them, when %s', async (_, plant) => {
    const { report, kept } = await checkRail(plant.subject);
    const broken = report.laws.filter(({ result }) => result === 'fail');
    expect(broken).toEqual([
      { name: plant.breaks, result: 'fail', counterexample: expect.stringContaining(plant.says) as string },
    ]);
    expect(kept).toBe(false);
  });

  it.each(Object.entries(PEERS))('find a bug that was shipped: %s', async (_, { subject, breaks }) => {
    const { report } = await checkRail(subject);
    const broken = report.laws.flatMap(({ name, result }) => (result === 'fail' ? [name] : []));
    expect(broken).toEqual(expect.arrayContaining([...breaks]));
  });

  it.each(Object.entries(CONTRACT))(
    'are broken, all that meet it, by an answer that the engine does not believe: %s',
    async (_, { subject, says }) => {
      const { report, kept } = await checkRail(subject);
      const broken = report.laws.flatMap((law) => (law.result === 'fail' ? [law.counterexample] : []));
      expect(kept).toBe(false);
      expect(broken.filter((one) => !one.includes(says))).toEqual([]);
    },
  );

  it('are each broken by something', () => {
    const broken = new Set(Object.values(PLANTS).map(({ breaks }) => breaks));
    expect(railLaws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });

  it('each have a name of their own', () => {
    expect(new Set(railLaws.map(({ name }) => name)).size).toBe(railLaws.length);
  });
});
