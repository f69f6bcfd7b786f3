import type { Credential, Settlement } from '@railyard/core/rail';
import type { FacilitatorFault, Hex } from '@railyard/sandbox';
import { toHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { circle } from '../src/index.ts';
import type { Presented } from '../src/wire/payment.ts';
import { found, requestWith } from './payer.ts';
import {
  type Attempt,
  attempt,
  payment,
  present,
  purchase,
  type Rail,
  railOn,
  UNITS,
  usdcOf,
  useYard,
} from './yard.ts';

const used = useYard();
const received = () => usdcOf(used, used.sandbox.merchant.address);
const CANCELLED = { state: 'declined', reason: 'authorization_cancelled', evidence: 'provider_state' };

let lastNonce = 0;
/** A payment of a contract wallet, which takes any signature as its own. */
async function presentOf(rail: Rail, from: Hex, signature: Hex): Promise<Credential<Presented>> {
  const made = await payment(used, rail);
  lastNonce += 1;
  const nonce = toHex(lastNonce, { size: 32 });
  const { authorization } = made.payload as { authorization: object };
  const payload = { signature, authorization: { ...authorization, from, nonce } };
  return found(rail.detect(requestWith({ 'payment-signature': JSON.stringify({ ...made, payload }) })));
}

/** What a later look says. */
async function decided(
  rail: Rail,
  credential: Credential<Presented>,
  { refOf, contextOf }: Attempt,
): Promise<Settlement> {
  return rail.status(refOf(credential), contextOf());
}

describe('a facilitator that misbehaves', () => {
  const done: FacilitatorFault[] = [
    { fault: 'cut', when: 'after' },
    { fault: 'bad_gateway', when: 'after' },
    { fault: 'html', when: 'after' },
    { fault: 'truncated', when: 'after' },
    { fault: 'status', status: 500, when: 'after' },
    { fault: 'false_failure' },
    { fault: 'false_failure', reason: 'invalid_exact_evm_signature' },
    { fault: 'pending' },
  ];
  it.each(done)('has settled and does not say so: %j', async (fault) => {
    const rail = railOn(used);
    const credential = await present(used, rail);
    const before = await received();
    await used.yard.facilitator('settle', fault);
    expect(await rail.settle(purchase, credential, attempt().contextOf())).toMatchObject({ state: 'paid' });
    expect(await received()).toBe(before + UNITS);
  });

  const undone: FacilitatorFault[] = [
    { fault: 'cut', when: 'before' },
    { fault: 'bad_gateway', when: 'before' },
    { fault: 'status', status: 401, when: 'before' },
    { fault: 'false_success' },
    { fault: 'leaky_refusal' },
  ];
  it.each(undone)('has not settled, and is neither believed nor the end: %j', async (fault) => {
    const rail = railOn(used, { chainPatience: 0 });
    const credential = await present(used, rail);
    const before = await received();
    await used.yard.facilitator('settle', fault);
    const settlement = await rail.settle(purchase, credential, attempt().contextOf());
    expect(['unknown', 'pending']).toContain(settlement.state);
    expect(JSON.stringify(settlement)).not.toContain(credential.payload.payload.signature);
    expect(await rail.settle(purchase, credential, attempt().contextOf('again'))).toMatchObject({
      state: 'paid',
    });
    expect(await received()).toBe(before + UNITS);
  });

  it('is not asked at all while it cannot be reached, and the next one is', async () => {
    const lonely = railOn(used, { facilitator: 'http://127.0.0.1:9' });
    const credential = await present(used, lonely);
    const unsent = { state: 'unknown', reason: 'no_facilitator' };
    expect(await lonely.settle(purchase, credential, attempt().contextOf())).toEqual(unsent);
    expect(await decided(lonely, credential, attempt())).toMatchObject({ state: 'unknown', unspent: true });

    const rail = railOn(used, { facilitator: ['http://127.0.0.1:9', used.sandbox.facilitatorUrl] });
    expect(await rail.settle(purchase, credential, attempt().contextOf('again'))).toMatchObject({
      state: 'paid',
    });
  });
});

describe('a node that misbehaves', () => {
  it('is waited for while it is behind', async () => {
    const rail = railOn(used, { chainPatience: 10_000 });
    const credential = await present(used, rail);
    await used.yard.lag(2);
    expect(await rail.settle(purchase, credential, attempt().contextOf())).toMatchObject({ state: 'paid' });
  });

  it('is not believed when it answers with an error', async () => {
    const rail = railOn(used, { chainPatience: 0 });
    const credential = await present(used, rail);
    await used.yard.rpc({ fault: 'error', times: 20 });
    expect(await rail.settle(purchase, credential, attempt().contextOf())).toMatchObject({
      state: 'pending',
    });
    expect(await decided(rail, credential, attempt())).toEqual({
      state: 'unknown',
      reason: 'chain_unavailable',
    });
    await used.yard.reset();
    expect(await decided(rail, credential, attempt())).toMatchObject({ state: 'paid' });
  });
});

describe('somebody else on the chain', () => {
  it('who submits an authorization first pays the order with it', async () => {
    const rail = railOn(used);
    const credential = await present(used, rail);
    const { authorization, signature } = credential.payload.payload;
    await used.stranger.submit(authorization, signature);
    expect(await rail.settle(purchase, credential, attempt().contextOf())).toMatchObject({ state: 'paid' });
  });

  it('who overtakes the facilitator while both wait for a block pays the order with it', async () => {
    const rail = railOn(used, { chainPatience: 0 });
    const credential = await present(used, rail);
    const { authorization, signature } = credential.payload.payload;
    await used.yard.mining('stop');
    await used.yard.facilitator('settle', { fault: 'pending' });
    const settlement = await rail.settle(purchase, credential, attempt().contextOf());
    expect(settlement).toMatchObject({ state: 'unknown', reason: 'settlement_pending' });
    await used.stranger.submit(authorization, signature);
    await used.yard.mining('resume');
    expect(await decided(rail, credential, attempt())).toMatchObject({ state: 'paid' });
  });

  it('who is the payer and cancels has paid nothing', async () => {
    const rail = railOn(used);
    const credential = await present(used, rail);
    await used.stranger.cancel(used.sandbox.payer.privateKey, credential.payload.payload.authorization.nonce);
    expect(await rail.settle(purchase, credential, attempt().contextOf())).toEqual(CANCELLED);
    expect(await decided(rail, credential, attempt())).toEqual(CANCELLED);
  });
});

describe('a contract wallet', () => {
  it('pays, deployed or yet to be', async () => {
    const rail = railOn(used);
    const deployed: Hex = `0x${'c1'.repeat(20)}`;
    await used.stranger.installWallet(deployed);
    const wallet = used.stranger.counterfactualWallet();
    for (const [address, signature] of [
      [deployed, `0x${'ab'.repeat(80)}`],
      [wallet.address, wallet.wrap(`0x${'ab'.repeat(80)}`)],
    ] as const) {
      await used.stranger.give(address, UNITS);
      const credential = await presentOf(rail, address, signature);
      expect(credential.facts.signer).toBe('contract');
      expect(await rail.check?.(purchase, credential, attempt().contextOf())).toBeNull();
      const own = attempt();
      expect(await rail.settle(purchase, credential, own.contextOf())).toMatchObject({ state: 'paid' });
      expect(await usdcOf(used, address)).toBe(0n);
      expect(await decided(rail, credential, own)).toMatchObject({ state: 'paid' });
    }
  });

  it('whose payment for something else is presented by a stranger makes no order', async () => {
    const rail = railOn(used, { chainPatience: 0 });
    const victim: Hex = `0x${'c2'.repeat(20)}`;
    await used.stranger.installWallet(victim);
    await used.stranger.give(victim, UNITS);
    const theirs = await presentOf(rail, victim, `0x${'ab'.repeat(80)}`);
    const { authorization, signature } = theirs.payload.payload;
    await used.stranger.submit(authorization, signature);

    const settlement = await rail.settle(purchase, theirs, attempt().contextOf());
    expect(settlement).toMatchObject({ state: 'unknown' });
    expect(await rail.settle(purchase, theirs, attempt().contextOf('again'))).toMatchObject({
      state: 'unknown',
    });
    expect(await decided(rail, theirs, attempt())).toEqual({ state: 'unknown', reason: 'use_not_named' });
  });
});

function mountCircle(chainPatience: number): Rail {
  const facilitator = circle({ apiKey: 'key', url: used.sandbox.circleUrl });
  return railOn(used, { facilitator, chainPatience });
}

describe("the facilitator that is like Circle's", () => {
  it('leaves a payment pending, and is asked for it', async () => {
    const rail = mountCircle(3_000);
    const credential = await present(used, rail);
    const own = attempt();
    expect(await rail.settle(purchase, credential, own.contextOf())).toMatchObject({ state: 'paid' });
    expect(own.remembered).toMatchObject({ facilitator: new URL(used.sandbox.circleUrl).host });
    expect(await decided(rail, credential, own)).toMatchObject({ state: 'paid' });
  });

  it('names the transaction that a contract wallet paid with', async () => {
    const rail = mountCircle(5_000);
    const wallet: Hex = `0x${'c3'.repeat(20)}`;
    await used.stranger.installWallet(wallet);
    await used.stranger.give(wallet, UNITS);
    const credential = await presentOf(rail, wallet, `0x${'ab'.repeat(80)}`);
    const own = attempt();
    expect(await rail.settle(purchase, credential, own.contextOf())).toMatchObject({ state: 'paid' });
    expect(await decided(rail, credential, own)).toMatchObject({ state: 'paid' });
  });

  it.each(['false_success', 'false_failure', 'pending'] as const)(
    'is not believed when it says later: %s',
    async (fault) => {
      const rail = mountCircle(3_000);
      const credential = await present(used, rail);
      await used.yard.facilitator('circle_status', { fault, times: 20 });
      expect(await rail.settle(purchase, credential, attempt().contextOf())).toMatchObject({ state: 'paid' });
    },
  );
});
