import type { Credential, Purchase } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { everywhere } from '../asks.ts';
import { begin, beginGood, paidOn, refundOf } from '../course.ts';
import { FAULTS } from '../fault.ts';
import { formsOf } from '../forms.ts';
import { hear, webhooksOf } from '../heard.ts';
import { hostileRequests } from '../hostile.ts';
import { law, type RailLaw } from '../law.ts';
import { askingOf, found, placeOf } from '../place.ts';
import { edgesOf, strangePurchases } from '../purchase.ts';
import type { Scene } from '../scene.ts';
import { anyRail, takesMoney } from '../shape.ts';
import { under } from '../sweep.ts';
import { quietly } from './reading.ts';

const YEAR = 365 * 86_400_000;

/** What nobody may be told. */
export const secretLaws: readonly RailLaw[] = [
  law('tells no secret, whatever goes wrong', anyRail, async (open) => {
    const quiet = await open();
    await everything(quiet);
    noneIn(quiet, 'While nothing was wrong');
    await everywhere(open, FAULTS, async ({ scene, attempt, member, mishap: { at, fault } }) => {
      // What it finds of a payment that may or may not have been sent, it may tell otherwise.
      if (member === 'settle') await under(scene, 'status', { at, fault }, () => attempt.status());
      noneIn(scene, `With a call of ${member} that ${fault.says}`);
    });
  }),
];

/** Has the rail say all that it can say. */
async function everything(scene: Scene): Promise<void> {
  const { rail, told } = scene;
  const { payer } = rail.manifest;
  const request = payer === 'agent' ? await scene.good(scene.purchase()) : null;
  for (const one of hostileRequests(request)) {
    const detected = quietly(() => rail.detect(one));
    // A fingerprint may hold what the provider consumes; it is kept, and never shown.
    if (detected) told.push('refused' in detected ? detected : detected.facts);
  }
  await refusals(scene, request && found(rail, request));
  if (request) {
    told.push(await toldBy(() => rail.challenge(scene.purchase(), askingOf(scene, request))));
  }
  for (const [index, fate] of (['declined', 'pending', 'short'] as const).entries()) {
    const attempt = payer === 'human' ? null : await begin(scene, scene.purchase(), fate, index + 2);
    await attempt?.settle();
    await attempt?.status();
  }
  if (takesMoney(rail) !== null) return referral(scene);
  const paid = await paidOn(scene);
  if (rail.refund) await paid.refund(refundOf(paid));
  if (rail.cancel) await paid.cancel();
  if (rail.webhook) await rung(scene);
}

/** Has the rail hear what its provider sends, and what that did not sign. */
async function rung(scene: Scene): Promise<void> {
  for (const request of await webhooksOf(scene)) {
    for (const one of [request, { ...request, body: new Uint8Array() }]) {
      const heard = await hear(scene, one);
      scene.told.push('error' in heard ? heard.error : heard);
    }
  }
}

async function referral(scene: Scene): Promise<void> {
  const attempt = await beginGood(scene);
  await attempt.settle();
  await attempt.status();
}

/** Has the rail refuse all that it can refuse without the network. */
async function refusals(scene: Scene, credential: Credential | null): Promise<void> {
  const { rail, told } = scene;
  const place = placeOf(scene);
  for (const mode of ['test', 'live'] as const) told.push(await toldBy(() => rail.refuses?.(mode)));
  for (const purchase of purchasesOf(scene)) {
    told.push(await toldBy(() => rail.accepts?.(purchase)));
    for (const wait of [0, YEAR]) {
      const context = { ...place, now: () => scene.now() + wait };
      if (credential) told.push(await toldBy(() => rail.check?.(purchase, credential, context)));
    }
  }
}

/** Purchases for more and for less, in other currencies, of all sorts of things. */
function purchasesOf(scene: Scene): readonly Purchase[] {
  const { total } = scene.purchase();
  const amounts = [1, total.amount - 1, total.amount + 1, Number.MAX_SAFE_INTEGER];
  const totals = [
    ...amounts.map((amount) => ({ ...total, amount })),
    { ...total, currency: 'xxx' },
    ...edgesOf(scene.rail),
  ];
  return [...strangePurchases(total), ...totals.map((one) => scene.purchase({ total: one }))];
}

/** What this gives or throws. */
async function toldBy(ask: () => unknown): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    return error;
  }
}

function noneIn({ bench, told }: Scene, what: string): void {
  const texts = told.map(wholeText);
  const spoken = texts.map((one) => one.toLowerCase());
  for (const secret of bench.secrets().filter((one) => one.length > 3)) {
    for (const { text, as } of formsOf(secret)) {
      const at = spoken.findIndex((one) => one.includes(text.toLowerCase()));
      const cut = texts[at]?.replaceAll(text, '[the secret]').slice(0, 200);
      expect(
        cut === undefined,
        `${what}, the rail told a secret that begins with "${secret.slice(0, 4)}"${as}: ${cut}`,
      );
    }
  }
}

/** All that an object says, an error's message, members and causes included. */
function wholeText(value: unknown): string {
  if (!(value instanceof Error)) return JSON.stringify(value) ?? '';
  const members = JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? `${member}` : member,
  );
  return `${value.name} ${value.message} ${members} ${value.cause === undefined ? '' : wholeText(value.cause)}`;
}
