import { bytesOf, draw, lettersOf } from '../provider/letters.ts';
import { checkQuery, parseCode, parseEmail } from './body.ts';
import { missing, ShopError } from './errors.ts';
import { drawId } from './open.ts';
import type { Customer, State } from './state.ts';
import { timeOf, type Work } from './work.ts';

const LINK_MS = 10 * 60 * 1000;
const MOST_TRIES = 5;

/** Sends a code to whoever wants an account linked. */
export function createLink({ state, body, now }: Work): object {
  const email = parseEmail(body);
  const id = drawId(state, 'lnk');
  const code = String(bytesOf(draw(state), 4).readUInt32BE() % 1_000_000).padStart(6, '0');
  state.links.set(id, { email, code, expires: now + LINK_MS, tries: 0 });
  state.mails.set(drawId(state, 'mail'), {
    to: email,
    subject: 'Your code for Corner Market',
    text: `Your code is ${code}. It is good for 10 minutes.`,
    code,
    sent_at: timeOf(now),
  });
  return { id, expires_at: timeOf(now + LINK_MS) };
}

/** Links the account to which the code was sent. A code is good once, for five tries. */
export function confirmLink({ state, id, body, now }: Work): object {
  const code = parseCode(body);
  const link = state.links.get(id);
  if (!link) throw missing('link');
  if (now >= link.expires || link.tries >= MOST_TRIES)
    throw new ShopError(410, 'link_expired', 'This code is no longer good. Ask for another.');
  link.tries += 1;
  if (link.code !== code) throw new ShopError(422, 'wrong_code', 'That is not the code.');
  state.links.delete(id);
  const { token, ...customer } = customerWith(state, link.email);
  return { customer, customer_token: token };
}

function customerWith(state: State, email: string): Customer {
  const known = [...state.customers.values()].find((customer) => customer.email === email);
  if (known) return known;
  const customer = { id: drawId(state, 'cus'), email, token: `cust_${lettersOf(draw(state), 32)}` };
  state.customers.set(customer.id, customer);
  return customer;
}

export function retrieveAccount(work: Work): object {
  checkQuery(work.query, []);
  const { id, email } = knownCustomer(work);
  return { id, email };
}

/** Whose account a call means. Throws 401 when it names none. */
export function knownCustomer({ customer }: Work): Customer {
  if (customer) return customer;
  throw new ShopError(401, 'unauthorized', 'Name the customer by the header Customer-Token.');
}
