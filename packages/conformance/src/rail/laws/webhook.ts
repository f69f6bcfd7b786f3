import type { RailRequest } from '@railyard/core/rail';
import { expect, expectSame } from '../../expect.ts';
import { paidOn } from '../course.ts';
import { hear, isAbout, saidOf, webhooksOf } from '../heard.ts';
import { hostileRequests } from '../hostile.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { having } from '../shape.ts';
import { type Mishap, madeBy, mishaps, story, under } from '../sweep.ts';
import { givenBack, taken, textOf } from '../words.ts';
import { shown } from './reading.ts';

const rings = having('webhook');

/** What a provider rings about. */
export const webhookLaws: readonly RailLaw[] = [
  law('hears which payment a webhook is about, each time the same', rings, async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene);
    const heard = [];
    for (const request of await webhooksOf(scene)) {
      const first = await hear(scene, request);
      heard.push(first);
      expect(first.is === 'event', `Of what its provider sent, webhook ${saidOf(first)}: ${shown(request)}.`);
      for (const rail of [scene.rail, scene.restart()]) {
        expectSame(await hear(scene, request, rail), first, 'What webhook hears again');
      }
    }
    expect(
      heard.some((one) => one.is === 'event' && isAbout(one.event, scene, attempt)),
      `${taken(scene.book())}, and of the webhooks about that none named its tenant, cart and attempt: webhook ${heard.map(saidOf).join(', ')}.`,
    );
  }),

  law('changes nothing when it hears a webhook', rings, async (open) => {
    const scene = await open();
    await paidOn(scene);
    const requests = await webhooksOf(scene);
    const before = textOf(scene.book());
    for (const request of requests) await hear(scene, request);
    const after = scene.book();
    expect(textOf(after) === before, `webhook did something: ${taken(after)}, ${givenBack(after)}.`);
  }),

  law('calls a webhook forged that its provider did not sign', rings, async (open) => {
    const scene = await open();
    await paidOn(scene);
    for (const request of await webhooksOf(scene)) {
      for (const forgery of forgeriesOf(request)) {
        const heard = await hear(scene, forgery);
        expect(
          heard.is === 'forged',
          `Of a webhook that was changed on its way, webhook ${saidOf(heard)}: ${shown(forgery)}. Throw invalid_signature.`,
        );
      }
    }
  }),

  law('reads whatever comes as a webhook, and throws nothing else', rings, async (open) => {
    const scene = await open();
    await paidOn(scene);
    const [genuine = null] = await webhooksOf(scene);
    for (const request of hostileRequests(genuine)) {
      const heard = await hear(scene, request);
      const isGood = heard.is === 'event' || heard.is === 'forged';
      expect(
        isGood,
        `Of ${shown(request)}, webhook ${saidOf(heard)}. Give null, or throw invalid_signature.`,
      );
    }
  }),

  law('loses no webhook when its network fails', rings, async (open) => {
    const counts = await callsOf(open);
    for (const [at, count] of counts.entries()) {
      for (const mishap of mishaps(count)) await isKept(await open(), at, mishap);
    }
    return counts.every((count) => count === 0) ? 'It reads its webhooks without the network.' : null;
  }),
];

/** The same webhook, changed where a signature has to tell. */
function forgeriesOf(request: RailRequest): readonly RailRequest[] {
  const { body } = request;
  const bodies = [
    new Uint8Array(),
    body.subarray(0, body.length >> 1),
    Uint8Array.from([...body, 0x20]),
    Uint8Array.from([0x20, ...body]),
    body.map((byte, index) => (index === body.length >> 1 ? byte ^ 1 : byte)),
  ];
  const changed = bodies
    .filter((one) => String(one) !== String(body))
    .map((one) => ({ ...request, body: one }));
  return [{ ...request, headers: {} }, ...changed];
}

/** How many calls each webhook makes. */
async function callsOf(open: () => Promise<Scene>): Promise<readonly number[]> {
  const scene = await open();
  await paidOn(scene);
  const counts: number[] = [];
  for (const request of await webhooksOf(scene)) {
    const before = madeBy(scene, 'webhook');
    await hear(scene, request);
    counts.push(madeBy(scene, 'webhook') - before);
  }
  return counts;
}

/** Complains unless a webhook whose call goes wrong is heard all the same, or thrown back to be sent again. */
async function isKept(scene: Scene, at: number, mishap: Mishap): Promise<void> {
  await paidOn(scene);
  const request = (await webhooksOf(scene))[at];
  if (!request) return;
  const after = madeBy(scene, 'webhook');
  const heard = await under(scene, 'webhook', mishap, () => hear(scene, request));
  const what = `${story(scene, 'webhook', { ...mishap, after })}, webhook ${saidOf(heard)}`;
  if (heard.is === 'thrown') return;
  expect(heard.is === 'event', `${what}. Throw, and the provider sends it again.`);
  expectSame(heard, await hear(scene, request, scene.restart()), `${what}. That`);
}
