import { type FakeRuntime, mortal, type Surroundings } from '@railyard/conformance';
import { type Checkout, type CheckoutEvent, createCheckout, type Mount } from '@railyard/core';
import { readPayment } from '@railyard/core/operator';
import { createSpendGate, type SpendPolicy } from '@railyard/core/spend';
import { memoryStore } from '@railyard/core/store';
import { type CardRailOptions, cardRail } from '../src/index.ts';
import { OPTIONS, ringOf } from './bench.ts';
import { type Issuing, issuing } from './issuing.ts';
import { HOST, type TestMerchant, testMerchant } from './merchant.ts';
import type { RealTime } from './real-time.ts';

/** A platform's records and its rail, with the bank and the merchant that the rail asks. */
export interface Platform extends Surroundings {
  readonly bank: Issuing;
  readonly merchant: TestMerchant;
  readonly mount: Mount;
  readonly events: CheckoutEvent[];
  readonly reports: unknown[];
  /** What reached Stripe and the merchant. */
  readonly calls: string[];
  /** A process of the platform. */
  start(around: Surroundings): Checkout;
}

export interface PlatformOptions extends RealTime {
  readonly runtime: FakeRuntime;
  readonly options: Partial<CardRailOptions>;
  readonly policy: SpendPolicy;
}

export function createPlatform({ runtime, counted, options, policy }: PlatformOptions): Platform {
  const rail = cardRail({ ...OPTIONS, ...options });
  const now = (): number => runtime.now();
  const store = memoryStore({ now });
  const bank = issuing({ now, decide });
  const merchant = testMerchant(bank);
  const [events, reports, calls]: [CheckoutEvent[], unknown[], string[]] = [[], [], []];
  const webhook: typeof rail.webhook = (...call) => counted(async () => rail.webhook?.(...call) ?? null);
  const mount: Mount = { rail: { ...rail, webhook }, account: 'acct_1', active: true };
  const mounts = [mount];

  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    const path = pathname.replace(/(?:key|ic)_\w+/, ':id');
    calls.push(`${request.method} ${host === HOST ? HOST : 'stripe'} ${path}`);
    return counted(() => (host === HOST ? merchant.answer(request) : bank.answer(request)));
  };

  const bankOnly: typeof fetch = (input, init) => bank.answer(new Request(input, init));

  /** What Stripe asks in real time. */
  async function decide(request: Request): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    const signed = ringOf({ headers: Object.fromEntries(request.headers), body });
    const checkout = platform.start(platform);
    const payment: Parameters<typeof rail.authorize>[1]['payment'] = (event) => readPayment(checkout, event);
    const answer = await rail.authorize(signed, { mode: 'test', now, fetch: bankOnly, payment });
    return Response.json(answer?.body, { headers: answer?.headers ?? {} });
  }

  const platform: Platform = {
    store,
    fetch: send,
    bank,
    merchant,
    mount,
    events,
    reports,
    calls,
    start: (around) =>
      createCheckout({
        ...around,
        runtime,
        mode: 'test',
        rails: () => mounts,
        limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: 100_000 } }),
        deliver: async (event) => void events.push(event),
        report: (error) => void reports.push(error),
        spend: createSpendGate({ store: around.store, runtime, policy }),
      }),
  };
  return platform;
}

/** A process that dies at its n-th step: the end of its work, or of itself. */
export async function dying(
  platform: Platform,
  [at, when]: readonly [at: number, when: 'before' | 'after'],
  work: (checkout: Checkout) => Promise<unknown>,
): Promise<'dead' | 'done'> {
  const { death, ...around } = mortal(platform, at, when);
  const done = work(platform.start(around)).then(() => 'done' as const);
  return Promise.race([done, death.then(() => 'dead' as const)]);
}
