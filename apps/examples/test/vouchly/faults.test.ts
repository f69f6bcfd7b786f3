import { checkRail } from '@railyard/conformance';
import type { PaymentRail, RailContext } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { bench } from './bench.ts';

type Rail = PaymentRail;
type Answer = Readonly<Record<string, unknown>>;

/** A context in which the rail reads something else than Vouchly answers. */
function misreading(context: RailContext, misread: (answer: Answer) => Answer): RailContext {
  return {
    ...context,
    async fetch(...asked) {
      const response = await context.fetch(...asked);
      return response.ok ? Response.json(misread((await response.json()) as Answer)) : response;
    },
  };
}

/** The voucher as it is spelled in the header names what is consumed. */
function fingerprintsTheHeader(rail: Rail): Rail {
  return {
    ...rail,
    detect(request) {
      const found = rail.detect(request);
      return found && 'payload' in found
        ? { ...found, fingerprint: `vouchly:${request.headers['voucher']}` }
        : found;
    },
  };
}

/** A reservation counts as a payment, though nobody has captured it. */
function takesHeldForCaptured(rail: Rail): Rail {
  return {
    ...rail,
    status: (payment, context) =>
      rail.status(
        payment,
        misreading(context, ({ state, ...rest }) => ({
          ...rest,
          state: state === 'held' ? 'captured' : state,
        })),
      ),
  };
}

/** The new voucher, which is as good as money, serves as the public reference of a refund. */
function refersToTheNewVoucher(rail: Rail): Rail {
  return {
    ...rail,
    refund: (payment, asked, context) =>
      rail.refund?.(
        payment,
        asked,
        misreading(context, ({ voucher, ...rest }) => ({ ...rest, id: voucher })),
      ) ?? Promise.reject(new Error('It gives nothing back.')),
  };
}

const FAULTS: readonly (readonly [fault: (rail: Rail) => Rail, failure: string])[] = [
  [
    fingerprintsTheHeader,
    'gives all spellings of a credential one fingerprint, which begins with its kind: One credential has two fingerprints: "vouchly:VLY0000000000000", and "vouchly:vly0000000000000" as {"headers":{"voucher":"vly0000000000000"},"meta":{}}.',
  ],
  [
    takesHeldForCaptured,
    'is paid once in the end, whichever call of settle went wrong: After call 1 (POST /reservations) of settle lost its reply, the same process went on, and in the end it answered paid although no money was taken.',
  ],
  [
    refersToTheNewVoucher,
    'tells no secret, whatever goes wrong: While nothing was wrong, the rail told a secret that begins with "VLY0": {"state":"refunded","reference":"[the secret]"}',
  ],
];

/** The verdict on the rail with faults: whether it is kept, its text, and what failed with its counter-example. */
async function judge(faults: readonly ((rail: Rail) => Rail)[]) {
  const { kept, text, report } = await checkRail((world) => {
    const repaired = bench(world);
    return { ...repaired, rail: () => faults.reduce((rail, plant) => plant(rail), repaired.rail()) };
  });
  const failures = report.laws.flatMap((law) =>
    law.result === 'fail' ? [`${law.name}: ${law.counterexample}`] : [],
  );
  return { kept, text, failures };
}

it('as repaired keeps every law', async () => {
  const { kept, text, failures } = await judge([]);
  console.info(text);

  expect(failures).toEqual([]);
  expect(kept).toBe(true);
});

it('fails three laws with all three faults, each with a counter-example of its own', async () => {
  const { kept, failures } = await judge(FAULTS.map(([plant]) => plant));

  expect(failures).toEqual(FAULTS.map(([, failure]) => failure));
  expect(kept).toBe(false);
});

it.each(FAULTS)('fails one law with %o alone', async (plant, failure) => {
  const { failures } = await judge([plant]);

  expect(failures).toEqual([failure]);
});
