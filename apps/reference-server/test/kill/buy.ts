import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Agent, Purchase } from './agent.ts';
import { newCart } from './cart.ts';
import { pay, retry } from './habits.ts';
import type { Reply } from './till.ts';

/** Buys one cart after the other until it is closing time. */
export async function keepBuying(agent: Agent, isClosing: () => boolean): Promise<void> {
  while (!isClosing()) await buy(agent);
}

/** Sends the payment of every cart once more, under the key that it had at first. */
export async function repeatAll(agent: Agent): Promise<void> {
  for (const purchase of agent.purchases) {
    const reply = purchase.credential && (await pay(agent, purchase, purchase.key));
    if (reply) checkUsual(reply);
  }
}

async function buy(agent: Agent): Promise<void> {
  const { chance, wallet, purchases } = agent;
  const cart = await newCart(agent);
  const purchase: Purchase = { sale: { cart, asked: [] }, key: randomUUID(), credential: null };
  purchases.push(purchase);

  for (;;) {
    const replies = (await retry(agent, purchase)).filter((reply) => reply !== null);
    for (const reply of replies) checkUsual(reply);
    if (replies.some(isOver)) break;
    const asked = replies.find(({ status }) => status === 402);
    // Only a 402 says that no money moved: nothing else is answered with another signature.
    if (asked) purchase.credential = await wallet(asked);
    else if (purchase.credential && chance.oneIn(20)) return;
    else await delay(chance.below(replies.length === 0 ? 100 : 400));
  }
  if (chance.oneIn(4)) await retry(agent, purchase);
}

function isOver({ status, text }: Reply): boolean {
  return status === 200 || /"error":"(cart_already_completed|payment_refunded|too_many_attempts)"/.test(text);
}

function checkUsual({ status, text }: Reply): void {
  if ([200, 402, 409, 429, 503].includes(status)) return;
  throw new Error(`The checkout was answered ${status}, which it never should be here: ${text}`);
}
