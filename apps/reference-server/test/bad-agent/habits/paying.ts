import { type Agent, type Asking, ask, type Cart, keyFor, oneOf } from '../agent.ts';
import { checkOut } from '../requests.ts';
import type { Credential, Door } from '../story.ts';
import type { Quote } from '../wallet.ts';

const CARDS = [
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa_chargeDeclined',
  'pm_card_authenticationRequired',
] as const;
/** More than any cart here costs. */
const GENEROUS = 150_000;

/** Asks how to pay, under whatever key. */
export async function askToPay(agent: Agent, cart: Cart): Promise<void> {
  const { chance } = agent;
  const door: Door = chance.pick(['http', 'mcp']);
  const key = keyFor(chance, cart, door);
  await ask(agent, checkOut(cart.id, chance.pick(['x402', 'stripe-mpp'])), { door, key });
}

/** Signs another authorization, for the cart as it was told to be, and sends it. */
export async function payByChain(agent: Agent, cart: Cart): Promise<void> {
  const quote = await quoteOf(agent, cart, 'x402');
  const credential = quote && (await agent.wallet.sign(quote));
  if (credential) await present(agent, cart, credential);
}

/** Has another token issued, for the cart as it was told to be or for more, and sends it. */
export async function payByToken(agent: Agent, cart: Cart): Promise<void> {
  const { chance, wallet } = agent;
  const quote = await quoteOf(agent, cart, 'stripe-mpp');
  const most = quote && (chance.oneIn(2) ? GENEROUS : quote.amount);
  const credential =
    most && (await wallet.mint(quote, { card: chance.pick(CARDS), most, isBare: chance.oneIn(2) }));
  if (credential) await present(agent, cart, credential);
}

/** Sends a credential that it has sent before, for the cart as it is now, or for another one. */
export async function replay(agent: Agent, cart: Cart): Promise<void> {
  const credential = oneOf(agent.chance, agent.story.credentials);
  if (credential) await send(agent, cart, credential);
}

/** The same credential twice at once, over whichever door takes it. */
export async function sendTwice(agent: Agent, cart: Cart): Promise<void> {
  const credential = oneOf(agent.chance, agent.story.credentials);
  if (credential) await Promise.all([send(agent, cart, credential), send(agent, cart, credential)]);
}

/** Another request under a key that it has used. */
export async function sayOtherwise(agent: Agent, cart: Cart): Promise<void> {
  const { chance } = agent;
  const wanted = checkOut(cart.id, 'x402', `agent-${chance.below(9)}@example.com`);
  const credential = chance.oneIn(2) ? oneOf(chance, agent.story.credentials) : null;
  const key = oneOf(chance, cart.keys);
  await ask(agent, wanted, { ...byDoorOf(agent, credential), key, credential });
}

/** What an earlier 402 has asked for, or a new one; with the rail on offer. */
async function quoteOf(agent: Agent, cart: Cart, rail: string): Promise<Quote | null> {
  const { chance } = agent;
  if (cart.quotes.length === 0 || chance.oneIn(2)) {
    const door: Door = chance.pick(['http', 'mcp']);
    await ask(agent, checkOut(cart.id, rail), { door, key: keyFor(chance, cart, door) });
  }
  return chance.oneIn(5) ? oneOf(chance, cart.quotes) : (cart.quotes.at(-1) ?? null);
}

async function present(agent: Agent, cart: Cart, credential: Credential): Promise<void> {
  agent.story.credentials.push(credential);
  await send(agent, cart, credential);
  // Retries at once, whatever it was told.
  while (agent.chance.oneIn(3)) await send(agent, cart, credential);
}

async function send(agent: Agent, cart: Cart, credential: Credential): Promise<void> {
  const { chance } = agent;
  const by = byDoorOf(agent, credential);
  const isQuoted = credential.key !== null && chance.oneIn(2);
  const key = isQuoted ? credential.key : keyFor(chance, cart, by.door);
  await ask(agent, checkOut(cart.id, credential.rail), { ...by, key, credential });
}

function byDoorOf({ chance }: Agent, credential: Credential | null): { readonly door: Door } & Asking {
  if (credential && !credential.headers) return { door: 'mcp' };
  if (credential && !credential.meta) return { door: 'http' };
  return { door: chance.pick(['http', 'mcp']) };
}
