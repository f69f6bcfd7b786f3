import type { CheckoutAction, PageAction } from '@railyard/sandbox';
import { ledOn, submit } from '../../../src/demo/page.ts';
import { type Agent, ask, type Cart, keyFor, learnPage, oneOf } from '../agent.ts';
import { checkoutAt } from '../ledger/coinbase.ts';
import { openPage, readOrder } from '../requests.ts';
import { type Door, type Page, tell } from '../story.ts';
import type { World } from '../world.ts';

const AT_STRIPE: readonly [PageAction, ...PageAction[]] = [
  'pay',
  'pay',
  'pay',
  'pay',
  'pay_late',
  'pay_late',
  'decline',
  'debit',
  'challenge',
  'authenticate',
  'refuse',
  'leave',
  'expire',
];
const AT_COINBASE: readonly [CheckoutAction, ...CheckoutAction[]] = [
  'pay',
  'pay',
  'pay',
  'pay',
  'pay_late',
  'pay_late',
  'dawdle',
  'dawdle_late',
  'confirm',
  'fail',
  'leave',
  'expire',
];

/** Asks for a page, under whatever key. */
export async function askForPage(agent: Agent, cart: Cart): Promise<void> {
  const { chance } = agent;
  const door: Door = chance.pick(['http', 'mcp']);
  const key = keyFor(chance, cart, door);
  await ask(agent, openPage(cart.id, chance.pick(['stripe-checkout', 'coinbase'])), { door, key });
}

/** Chooses on a page where a buyer can, and goes where it leads. */
export async function choose({ chance, story }: Agent, cart: Cart): Promise<void> {
  const choosers = [...cart.choosers];
  const chooser = chance.oneIn(4) ? oneOf(chance, choosers) : choosers.at(-1);
  if (!chooser) return;
  const method = chance.pick(['usdc-on-base', 'card-via-stripe']);
  const page = await submit(chooser, { method })
    .then(ledOn)
    .catch(() => null);
  tell(
    story,
    `the buyer chooses ${method} on ${chooser}, and is led ${page === null ? 'nowhere' : `to ${page}`}`,
  );
  if (page !== null) learnPage(story.pages, cart, page);
}

/** The buyer does something on a page, be it open or closed; mostly on the newest. */
export async function visit(agent: Agent, cart: Cart): Promise<void> {
  const pages = agent.story.pages.filter((one) => one.cart === cart.id);
  const page = agent.chance.oneIn(3) ? oneOf(agent.chance, pages) : pages.at(-1);
  if (page) await act(agent, page);
}

async function act({ chance, story, world }: Agent, page: Page): Promise<void> {
  const [action, visiting] =
    page.rail === 'coinbase'
      ? visitCoinbase(world, page, chance.pick(AT_COINBASE))
      : visitStripe(world, page, chance.pick(AT_STRIPE));
  const said = await visiting.then(
    () => 'done',
    (error: Error) => error.message,
  );
  tell(story, `the buyer tries to ${action} at the page ${page.name}: ${said}`);
}

type Visiting = readonly [action: string, done: Promise<unknown>];

function visitStripe({ hostile }: World, { name }: Page, action: PageAction): Visiting {
  return [action, hostile.visit(name, action)];
}

function visitCoinbase({ hostile, sandbox }: World, { url }: Page, action: CheckoutAction): Visiting {
  // The page has no button for being late.
  if (!action.endsWith('_late')) return [action, submit(url, { action })];
  return [action, checkoutAt(sandbox, url).then((id) => hostile.coinbase.visit(id, action))];
}

/** Asks for an order, by an id that it knows or one that it makes up. */
export async function poll(agent: Agent, cart: Cart): Promise<void> {
  const { chance } = agent;
  const version = 1 + chance.below(6);
  const made = `${cart.id.replace('cart_', 'order_')}_${version}`;
  const id = chance.oneIn(3) ? made : (oneOf(chance, [...cart.sessions]) ?? 'order_of_nobody');
  await ask(agent, readOrder(cart.id, id), {});
}
