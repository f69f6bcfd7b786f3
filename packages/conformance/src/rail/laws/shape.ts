import { exponentOf } from '@railyard/core';
import { canonical, type Json, type PaymentRail } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { law, type RailLaw } from '../law.ts';
import { askingOf, found, PLAIN, placeOf } from '../place.ts';
import { edgesOf, purchaseOf, strangePurchases, usualPrice } from '../purchase.ts';
import { anyRail, having } from '../shape.ts';
import { pastTheKit } from '../trap.ts';
import { titleOf } from '../words.ts';

/** What a rail is before anything is paid. */
export const shapeLaws: readonly RailLaw[] = [
  law('has a manifest that makes sense', anyRail, async (open) => {
    const { rail } = await open();
    const { manifest } = rail;
    const where = `The manifest of rail "${rail.id}"`;
    expect(rail.spec === 1, `The rail has spec ${String(rail.spec)}. This kit knows 1.`);
    expect(/^[\w.-]+$/.test(rail.id), `The rail has the id "${rail.id}". Give it a word.`);
    const isSaid = ['agent', 'human', 'platform'].includes(manifest.payer);
    expect(isSaid, `${where} does not say who pays.`);
    expect(Object.keys(manifest.currencies).length > 0, `${where} has no currency.`);
    for (const [currency, { min, max = min }] of Object.entries(manifest.currencies)) {
      exponentOf(currency);
      expect(Number.isSafeInteger(min) && min > 0, `${where} takes ${min} ${currency}, which is no amount.`);
      expect(Number.isSafeInteger(max) && max >= min, `${where} takes ${currency} from ${min} to ${max}.`);
    }
    const { keyLifetime } = manifest;
    expect(keyLifetime === null || keyLifetime > 0, `${where} has a keyLifetime of ${keyLifetime}.`);
    for (const name of manifest.writes.headers) {
      expect(
        /^[\w!#$%&'*+.^`|~-]+$/.test(name),
        `${where} lists ${JSON.stringify(name)}, which is no header.`,
      );
    }
  }),

  law('does nothing when it is made, and is the same rail each time', anyRail, async (open) => {
    const { bench, rail } = await open();
    let made: PaymentRail = rail;
    const [sent] = await pastTheKit(() => {
      made = bench.rail();
    });
    expect(sent === undefined, `Making the rail asked ${sent}. Wait for the first call.`);
    const same = made.id === rail.id && text(made.manifest) === text(rail.manifest);
    expect(same, 'Making the rail again gave another id or manifest.');
  }),

  law('sends nothing in accepts, detect, challenge and check', anyRail, async (open) => {
    const scene = await open();
    const { rail } = scene;
    const purchase = scene.purchase();
    const isAgent = rail.manifest.payer === 'agent';
    const request = isAgent ? await scene.good(purchase) : PLAIN;
    const place = placeOf(scene);
    const asks: Readonly<Record<string, () => unknown>> = {
      accepts: () => rail.accepts?.(purchase),
      detect: () => rail.detect(request),
      challenge: () => (isAgent ? rail.challenge(purchase, askingOf(scene, request)) : null),
      check: () => (isAgent ? rail.check?.(purchase, found(rail, request), place) : null),
    };
    for (const [member, ask] of Object.entries(asks)) {
      const [sent] = await pastTheKit(ask);
      expect(sent === undefined, `${member} asked ${sent}. It may not use the network.`);
    }
  }),

  law('takes any purchase into accepts without throwing', having('accepts'), async (open) => {
    const { rail } = await open();
    const price = usualPrice(rail);
    const odd = ['xxx', 'USD', '', '__proto__', 'constructor', 'clf'].map((currency) => ({
      ...price,
      currency,
    }));
    const amounts = [0, 1, Number.MAX_SAFE_INTEGER].map((amount) => ({ ...price, amount }));
    const purchases = [...strangePurchases(price), ...[...odd, ...amounts].map((total) => purchaseOf(total))];
    for (const purchase of purchases) {
      const what = `accepts, for ${purchase.total.amount} "${purchase.total.currency}" of ${titleOf(purchase)},`;
      try {
        const refusal = rail.accepts?.(purchase) ?? null;
        const isRefusal = typeof refusal?.refused === 'string' && typeof refusal.message === 'string';
        expect(refusal === null || isRefusal, `${what} gave neither null nor a refusal.`);
      } catch (error) {
        throw new Error(`${what} threw: ${String(error)}`, { cause: error });
      }
    }
    for (const total of edgesOf(rail)) {
      const refusal = rail.accepts?.(purchaseOf(total));
      const listed = `${total.amount} ${total.currency}, which its manifest lists`;
      expect(!refusal, `accepts refused ${listed}: ${refusal?.message}`);
    }
  }),

  law('has the members of a rail, as functions', anyRail, async (open) => {
    const { rail } = await open();
    for (const member of ['detect', 'challenge', 'settle', 'status'] as const) {
      expect(typeof rail[member] === 'function', `The rail has no "${member}". Every rail needs one.`);
    }
    for (const member of ['refuses', 'accepts', 'check', 'prepare', 'cancel', 'refund', 'webhook'] as const) {
      const kind = typeof rail[member];
      expect(kind === 'function' || kind === 'undefined', `The member "${member}" is there and no function.`);
    }
    for (const mode of ['test', 'live'] as const) {
      const reason = rail.refuses?.(mode) ?? null;
      expect(
        reason === null || typeof reason === 'string',
        `refuses gave ${typeof reason} for mode "${mode}".`,
      );
    }
  }),
];

function text(value: unknown): string {
  return canonical(value as Json);
}
