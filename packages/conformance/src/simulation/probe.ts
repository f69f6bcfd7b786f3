import type { Ask } from './ask.ts';
import { type Found, found, sourceOf } from './charges.ts';
import type { Told, World } from './world.ts';

/** Lets everybody ask once more, as they last did under each key, and tells what is wrong with the answers. */
export async function probe(world: World): Promise<readonly string[]> {
  const asks = new Map(world.told.map(({ client, ask }) => [`${client} ${ask.key}`, { client, ask }]));
  const faults: string[] = [];
  for (const { client, ask } of asks.values()) {
    const heard = [...(await repeated(world, client, ask)), ...(await stranded(world, client, ask))];
    faults.push(...heard.map((fault) => `${client} ${fault}`));
  }
  return faults;
}

/** Whoever has paid gets the order again, at no call of the provider; everybody gets an answer. */
async function repeated(world: World, client: string, ask: Ask): Promise<readonly string[]> {
  const { order, attempts } = (await foundFor(world, ask)).record;
  const payer = attempts.find(({ id }) => id === order?.attempt);
  const calls = world.provider.calls.length;
  const answer = await world.call(client, world.calm, ask);
  const status = answer?.status ?? 0;
  const shown = sourceOf(ask);
  const byCredential = shown !== null && payer?.proof?.endsWith(shown) === true;
  const byKey = shown === null && payer?.request != null && payer.request === (await requestOf(world, ask));
  const owns = ask.principal !== 'mallory' && (byCredential || byKey);
  return [
    ...(owns && !isPaid(answer) && !isConflict(answer) ? [`has paid, asks again and is told ${status}`] : []),
    ...(order && calls < world.provider.calls.length
      ? ['asks about an order, and the provider is asked']
      : []),
    ...((status === 0 || status >= 500) && !(await isWaiting(world, ask))
      ? [`asks in the calm and is told ${status}`]
      : []),
  ];
}

/** The record that the key of a call stands for; null without one. */
async function requestOf({ runtime }: World, { tenant, principal, key }: Ask): Promise<string | null> {
  if (key === null) return null;
  return `${tenant}:${await runtime.hash(JSON.stringify([principal, 'cart.checkout', key]))}`;
}

/** Whoever does as they are told gets to pay in the end: under the key they have, with a new credential. */
async function stranded(world: World, client: string, ask: Ask): Promise<readonly string[]> {
  const { order, attempts, cart } = (await foundFor(world, ask)).record;
  if (order || ask.principal === 'mallory' || attempts.length >= 20 || (await isWaiting(world, ask)))
    return [];
  const token = `tok_last_${client.replaceAll(' ', '')}x${cart.version}`;
  const { tenant, principal, cart: id, key, body } = ask;
  const retry = { tenant, principal, cart: id, key, body, headers: { 'x-keyed-token': token } };
  const answer = await world.call(client, world.calm, retry);
  // On a page that the call before has opened there may be too much by now.
  return isPaid(answer) || isConflict(answer) || isForbidden(world, answer) || (await isWaiting(world, ask))
    ? []
    : [`cannot pay in the calm and is told ${answer?.status}`];
}

function isPaid(answer: Told['answer']): boolean {
  return answer?.status === 200 && answer.body.status === 'paid';
}

/** The gate may forbid it; whether it should is for `faultsInSpending`. */
function isForbidden({ spending }: World, answer: Told['answer']): boolean {
  return spending !== null && answer?.status === 403;
}

/** The key stands for another request; `faultsInAnswers` looks whether it does. */
function isConflict(answer: Told['answer']): boolean {
  return answer?.body.error === 'idempotency_conflict';
}

/** The provider or a person has to decide before anybody can go on. */
async function isWaiting(world: World, ask: Ask): Promise<boolean> {
  const { attempts, refunds } = (await foundFor(world, ask)).record;
  const cases = [...attempts, ...refunds].some(({ openCase }) => openCase !== null);
  return cases || attempts.some(({ state }) => state === 'pending');
}

async function foundFor(world: World, ask: Ask): Promise<Found> {
  const one = (await found(world)).find(({ cart }) => cart.id === ask.cart);
  if (!one) throw new TypeError('A client asks for a cart that is not there.');
  return one;
}
