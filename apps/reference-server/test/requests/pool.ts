/** Stands in a request for what is not known before it is sent: an id that an earlier answer gave, or another's. */
export interface Known {
  readonly known: string;
  readonly of: 'ours' | 'theirs' | 'nobody';
  /** Which of them: 0 is the newest, and of what the shop sells the first. */
  readonly at: number;
}

/** Stands in a JSON body for a text that `JSON.stringify` would not write, such as `-0`. */
export interface Raw {
  readonly raw: string;
}

/** What earlier answers gave, by name. */
export interface Pool {
  /** Keeps every text that an answer names. */
  learn(answer: unknown): void;
  /** Keeps what a text names in passing. */
  read(text: string): void;
  add(name: string, value: string): void;
  /** The same value with everything in it that was not known before. */
  filled(value: unknown): unknown;
}

/** The names under which one thing is asked for, where they differ from that under which it was given. */
const ALIASES: Readonly<Record<string, string>> = {
  session_id: 'order_id',
  handle: 'seller_handle',
  seller: 'seller_handle',
  'kifly:variantId': 'variant_id',
  'x-buyer-token': 'buyer_token',
  to: 'email',
  payment_rail: 'rail',
};

/** Names of what the shop has from the beginning, so that the first ones stay the first. */
export const LASTING: ReadonlySet<string> = new Set([
  'seller_handle',
  'variant_id',
  'rail',
  'ruling',
  'account',
  'country',
  'region',
  'postal_code',
]);

/** Ids of the right shape that nobody has, and the place that is everybody's. */
const NOBODYS: Readonly<Record<string, string>> = {
  cart_id: 'cart_4kPx0Zr8TqYw2Lm6Nv1BcD',
  item_id: 'item_9f86d081884c7d65',
  order_id: 'order_4kPx0Zr8TqYw2Lm6Nv1BcD_4',
  approval_id: 'apr_4kPx0Zr8TqYw2Lm6Nv1BcD_4',
  case_id: 'cart_4kPx0Zr8TqYw2Lm6Nv1BcD.att_4kPx0Zr8TqYw2Lm6Nv1BcD',
  ruling: 'paid',
  referral_id: 'ref_4kPx0Zr8TqYw2Lm6Nv1BcD',
  buyer_token: `kfb_test_${'0'.repeat(48)}`,
  email: 'nobody@example.com',
  code: '000000',
  id: 'kpc_4kPx0Zr8TqYw2Lm6Nv1BcD',
  variant_id: 'var_nothing',
  seller_handle: 'nobody',
  country: 'US',
  region: 'CA',
  postal_code: '94103',
};

const MOST_KEPT = 40;

/** A pool beside what belongs to another tenant. */
export function createPool(theirs: Readonly<Record<string, readonly string[]>>): Pool {
  const ours = new Map<string, string[]>();

  function add(name: string, value: string): void {
    const kept = ours.get(nameOf(name)) ?? [];
    if (kept.includes(value) || kept.length >= MOST_KEPT) return;
    ours.set(nameOf(name), LASTING.has(nameOf(name)) ? [...kept, value] : [value, ...kept]);
  }

  function read(text: string): void {
    for (const [name, place] of Object.entries(WITHIN)) {
      const [, found] = place.exec(text) ?? [];
      if (found !== undefined) add(name, found);
    }
  }

  function learnMember(name: string, value: unknown): void {
    if (typeof value !== 'string') return learn(value);
    add(name, value);
    read(value);
  }

  function learn(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null) return;
    for (const [name, value] of Object.entries(answer)) {
      if (Array.isArray(value)) for (const one of value) learnMember(name.replace(/s$/, ''), one);
      else learnMember(name, value);
    }
  }

  function textFor({ known, of, at }: Known): string {
    const name = nameOf(known);
    const from = of === 'theirs' ? theirs[name] : of === 'ours' ? ours.get(name) : undefined;
    return from?.[at % from.length] ?? NOBODYS[name] ?? 'nobody';
  }

  function filled(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(filled);
    if (isKnown(value)) return textFor(value);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one)]));
  }

  return { learn, read, add, filled };
}

export function isKnown(value: object): value is Known {
  return 'known' in value && 'of' in value;
}

/** What is named within a text: codes in letters, ids in links. */
const WITHIN: Readonly<Record<string, RegExp>> = {
  code: /\b(\d{6})\b/,
  id: /\/pay\/(kpc_[\w-]+)/,
  token: /\/go\/([\w.~-]+)/,
  uid: /\/oauth\/sign-in\/([\w-]+)/,
  script: /reference\/([\w.-]+\.js)/,
};

function nameOf(name: string): string {
  return ALIASES[name] ?? name;
}
