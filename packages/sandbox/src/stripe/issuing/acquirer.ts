import { missing } from '../errors.ts';
import type { Happening, Outside } from '../work.ts';
import { capture, remainderOf, reverse } from './authorizations.ts';
import { authorize, type Wish } from './authorize.ts';
import { cardWithNumber, secretsOf } from './numbers.ts';
import type { MerchantData, VerificationData } from './objects.ts';
import { forceMoney } from './payments.ts';
import type { HeldAuthorization, HeldCard } from './state.ts';

/** A card as a buyer gives it to a merchant. */
export interface PresentedCard {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string;
}

/** What a merchant's bank says of a card: with `token` the merchant can charge it again. */
export type Authorized =
  | { readonly approved: true; readonly authorization: string; readonly token: string }
  | { readonly approved: false; readonly reason: string };

/** A merchant's bank, for the cards that were issued here. Amounts are in the smallest unit of the card's currency. */
export interface Acquirer {
  /** Asks the issuer for a card's money. */
  authorize(
    card: PresentedCard,
    amount: number,
    currency: string,
    merchant: MerchantData,
  ): Promise<Authorized>;
  /** The same, for a card that the merchant has kept. */
  again(token: string, amount: number, merchant: MerchantData): Promise<Authorized>;
  /** Takes what was authorized; all that is left of it unless given. Rejects when it is not open. */
  capture(authorization: string, amount?: number): Promise<void>;
  /** Gives up what was authorized, or what is left of it. Rejects when it is not open. */
  reverse(authorization: string): Promise<void>;
  /** Takes money that nobody authorized. */
  force(token: string, amount: number, merchant: MerchantData): Promise<void>;
}

/** What is checked of a card that the merchant has kept. */
const UNCHECKED: VerificationData = {
  address_line1_check: 'not_provided',
  address_postal_code_check: 'not_provided',
  authentication_exemption: null,
  cvc_check: 'not_provided',
  expiry_check: 'not_provided',
  postal_code: null,
  three_d_secure: null,
};

/** The bank of those merchants who take the cards of this issuer. */
export function createAcquirer(outside: () => Outside, save: () => Promise<void>): Acquirer {
  async function ask(
    card: HeldCard,
    { amount, merchant, checks }: Pick<Wish, 'amount' | 'merchant' | 'checks'>,
  ): Promise<Authorized> {
    const happening = { ...outside(), account: card.account };
    const { object } = await authorize(happening, { card, amount, merchant, checks, method: 'online' });
    await save();
    return object.approved
      ? { approved: true, authorization: object.id, token: card.object.id }
      : { approved: false, reason: object.request_history[0]?.reason ?? 'not_allowed' };
  }

  return {
    async authorize(presented, amount, currency, merchant) {
      const { state } = outside();
      const card = cardWithNumber(state, presented.number);
      if (!card || card.object.currency !== currency) return { approved: false, reason: 'not_allowed' };
      const checks = checksOf(card, presented, secretsOf(state, card.object.id).cvc);
      return ask(card, { amount, merchant, checks });
    },
    again: async (token, amount, merchant) =>
      ask(keptCard(outside(), token), { amount, merchant, checks: UNCHECKED }),
    async capture(id, amount) {
      const { held, happening } = opened(outside(), id);
      capture(happening, held, amount ?? remainderOf(happening, held), 'closed');
      await save();
    },
    async reverse(id) {
      const { held, happening } = opened(outside(), id);
      reverse(happening, held, remainderOf(happening, held));
      await save();
    },
    async force(token, amount, merchant) {
      const card = keptCard(outside(), token);
      forceMoney({ ...outside(), account: card.account }, card, amount, merchant);
      await save();
    },
  };
}

function keptCard({ state }: Outside, token: string): HeldCard {
  const card = state.cards.get(token);
  if (!card) throw missing('issuing card', token, 'card');
  return card;
}

function opened(
  outside: Outside,
  id: string,
): { readonly held: HeldAuthorization; readonly happening: Happening } {
  const held = outside.state.authorizations.get(id);
  if (!held) throw missing('issuing authorization', id, 'authorization');
  return { held, happening: { ...outside, account: held.account } };
}

function checksOf({ object }: HeldCard, presented: PresentedCard, cvc: string): VerificationData {
  const isDated = presented.exp_month === object.exp_month && presented.exp_year === object.exp_year;
  return {
    ...UNCHECKED,
    cvc_check: presented.cvc === cvc ? 'match' : 'mismatch',
    expiry_check: isDated ? 'match' : 'mismatch',
  };
}
