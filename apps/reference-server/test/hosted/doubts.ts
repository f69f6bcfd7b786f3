import type { CoinbaseFault, StripeFault } from '@railyard/sandbox';
import type { Reply } from './meddler.ts';
import type { HostedRail } from './page.ts';
import { type Place, until } from './place.ts';

/** What a provider is asked about a page. */
export type What = 'open' | 'look' | 'find' | 'close';

const CALLS = {
  'stripe-checkout': {
    open: 'checkout_sessions.create',
    look: 'checkout_sessions.retrieve',
    find: 'checkout_sessions.list',
    close: 'checkout_sessions.expire',
  },
  coinbase: {
    open: 'checkouts.create',
    look: 'checkouts.retrieve',
    find: 'checkouts.list',
    close: 'checkouts.deactivate',
  },
} as const;

/** What goes wrong with one call, so that nobody can tell what came of it. */
export interface Doubt {
  readonly name: string;
  /** Whether what was asked is done all the same. */
  readonly isDone: boolean;
  /** Whether the server has to lose patience first. */
  readonly isSilence: boolean;
  readonly fault: Fault | Reply;
}

/** What can befall either provider. */
type Fault = CoinbaseFault & StripeFault;

const WHEN = ['before', 'after'] as const;
const FAULTS: Readonly<Record<string, Fault>> = {
  'a broken connection': { fault: 'cut' },
  silence: { fault: 'stall' },
  'a 502 in HTML': { fault: 'bad_gateway' },
  'a web page': { fault: 'html' },
  'JSON that breaks off': { fault: 'truncated' },
  'a text that is not JSON': { fault: 'not_json' },
  'a 500 that names no error': { fault: 'error_less' },
  'an error with status 404': { fault: 'status', status: 404 },
  'an error with status 500': { fault: 'status', status: 500 },
  'an error with status 503': { fault: 'status', status: 503 },
};
const BUSY: Readonly<Record<string, Fault>> = {
  'too many calls': { fault: 'rate_limit' },
  'the key in use': { fault: 'in_use' },
};
/** An error in the words of a provider, with this type. */
const said = (rail: HostedRail, status: number, type: string): Reply => ({
  status,
  body: JSON.stringify(rail === 'coinbase' ? { errorType: type } : { error: { type } }),
});
const NAMELESS: Reply = { status: 404, body: '{"message":"no route"}' };
const GATEWAY: Reply = { status: 401, body: '{"message":"Who are you?"}' };

/** The provider itself lets nobody in. Nothing is done, which is certain of a call that nobody has made before. */
export function turnedAway(rail: HostedRail): Doubt {
  const type = rail === 'coinbase' ? 'unauthorized' : 'invalid_request_error';
  const name = 'an API key that is not taken';
  return { name, isDone: false, isSilence: false, fault: said(rail, 401, type) };
}

/** The provider has looked at the request, and it makes no sense. */
export function refusal(rail: HostedRail): Pick<Doubt, 'fault'> {
  return { fault: said(rail, 400, rail === 'coinbase' ? 'invalid_request' : 'invalid_request_error') };
}

/** All that can go wrong with a call to the provider of this rail, so that nobody can tell what came of it. */
export function doubtsOf(rail: HostedRail): readonly Doubt[] {
  const broken = Object.entries({ ...FAULTS, 'a 404 that names no error': NAMELESS });
  const refused = Object.entries<Fault | Reply>({
    ...BUSY,
    'another request under our key': said(rail, 400, 'idempotency_error'),
    'a 401 of a gateway': GATEWAY,
  });
  return [
    ...WHEN.flatMap((when) =>
      broken.map(([name, fault]) => ({
        name: `${name} ${when} the work`,
        isDone: when === 'after',
        isSilence: 'fault' in fault && fault.fault === 'stall',
        fault: { ...fault, when },
      })),
    ),
    ...refused.map(([name, fault]) => ({ name, isDone: false, isSilence: false, fault })),
  ];
}

/** Has the next call of a kind go wrong, or so many of them. */
export function befall(place: Place, what: What, { fault }: Pick<Doubt, 'fault'>, times = 1): void {
  const { shop, rail, meddler } = place;
  if ('body' in fault) {
    for (let time = 0; time < times; time += 1) meddler.answer(addressOf(place, what), fault);
  } else if (rail === 'coinbase') shop.coinbase.fault(CALLS[rail][what], { ...fault, times });
  else shop.stripe.fault(CALLS[rail][what], { ...fault, times });
}

/** How the requests of a kind begin. */
function addressOf({ rail, shop }: Place, what: What): string {
  const all =
    rail === 'coinbase'
      ? `${shop.coinbase.facts.url}/checkouts`
      : 'https://api.stripe.com/v1/checkout/sessions';
  switch (what) {
    case 'open':
      return `POST ${all}`;
    case 'look':
      return `GET ${all}/`;
    case 'find':
      return `GET ${all}?`;
    case 'close':
      return `POST ${all}/`;
  }
}

/** How many silences of its provider a place has waited out. */
const endured = new WeakMap<Place, number>();

/** What comes of some work in the end, when the server has lost patience with every silence. */
export async function patiently<T>(place: Place, work: Promise<T>): Promise<T> {
  const { stripe, coinbase, advance } = place.shop;
  const silences = (): number =>
    [...stripe.calls(), ...coinbase.calls()].filter(({ fault }) => fault === 'stall').length;
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  for (;;) {
    await until(() => isOver || silences() > (endured.get(place) ?? 0));
    if (isOver) return over;
    endured.set(place, silences());
    advance(30_000);
  }
}
