import type { RailBench, RailWorld } from '@railyard/conformance';
import { type Money, parseDecimal, toDecimal } from '@railyard/core/rail';
import { vouchly } from '../../src/rail-vouchly/rail.ts';

type Asked = Record<'external_id' | 'voucher' | 'reservation' | 'amount' | 'currency', string>;
/** A reservation of a voucher, or a refund as a new one. */
type Entry = Omit<Asked, 'reservation'> & {
  id: string;
  state: string;
  at: number;
  code?: string;
  refunds: Entry[];
};

const read = ({ amount, currency }: Entry | Asked): Money => parseDecimal(amount, currency.toLowerCase());
const written = (money: Money) => ({ amount: toDecimal(money), currency: money.currency.toUpperCase() });
const sum = (all: readonly Money[]) => all.reduce((total, { amount }) => total + amount, 0);

/** What is made, as JSON; null when there is none, or when the amount cannot be read. */
function attempted(make: () => Entry | null): string | null {
  try {
    const made = make();
    return made && JSON.stringify(made);
  } catch {
    return null;
  }
}

const HOUR = 3_600_000;

/** A Vouchly in memory. It knows a key for an hour, and a reservation lapses after one. */
export function bench({ now }: RailWorld): RailBench {
  const vouchers = new Map<string, { value: Money; isOpen: boolean; isBlocked: boolean }>();
  const reservations: Entry[] = [];
  const answered = new Map<string, { body: string; answer: string; at: number }>(); // by idempotency key

  const inState = (all: readonly Entry[], state: string) =>
    all.filter((one) => one.state === state).map(read);
  const issue = (value: Money, isBlocked = false) => {
    const number = `VLY${String(vouchers.size).padStart(13, '0')}`;
    vouchers.set(number, { value, isOpen: true, isBlocked });
    return number;
  };

  function reserve({ voucher, amount, currency, external_id }: Asked): Entry {
    const found = vouchers.get(voucher);
    const asked = parseDecimal(amount, currency.toLowerCase());
    const isEnough = found?.value.currency === asked.currency && found.value.amount >= asked.amount;
    const isHeld = isEnough && found.isOpen && !found.isBlocked;
    const id = `res_${reservations.length}`;
    const made = { id, external_id, voucher, amount, currency, at: now(), refunds: [] };
    const entry = isHeld ? { ...made, state: 'held' } : { ...made, state: 'refused', code: 'not_usable' };
    if (isHeld) found.isOpen = false; // until it lapses
    reservations.push(entry);
    return entry;
  }

  function capture({ reservation }: Asked): Entry | null {
    const found = reservations.find(({ id }) => id === reservation);
    if (found?.state !== 'held') return null;
    found.state = 'captured';
    return found;
  }

  function refund({ reservation, amount, currency, external_id }: Asked): Entry | null {
    const paid = reservations.find(({ id, state }) => id === reservation && state === 'captured');
    if (!paid) return null;
    const value = parseDecimal(amount, currency.toLowerCase());
    const isLeft = value.amount <= read(paid).amount - sum(inState(paid.refunds, 'issued'));
    const made = {
      id: `${paid.id}_ref_${paid.refunds.length}`,
      external_id,
      amount,
      currency,
      at: now(),
      refunds: [],
    };
    const entry = isLeft
      ? { ...made, state: 'issued', voucher: issue(value) }
      : { ...made, state: 'refused', voucher: '' };
    paid.refunds.push(entry);
    return entry;
  }

  function look(path: string): unknown {
    const [, kind, id = ''] = path.split('/');
    const voucher = vouchers.get(id);
    if (kind === 'vouchers')
      return voucher && { ...written(voucher.value), state: voucher.isOpen ? 'open' : 'used' };
    return reservations.find(({ external_id }) => external_id === id);
  }

  return {
    rail: () => vouchly({ apiKey: 'sk_canary' }),
    async answer(request) {
      const { pathname } = new URL(request.url);
      const make = { '/reservations': reserve, '/captures': capture, '/refunds': refund }[pathname];
      if (!make) {
        const found = look(pathname);
        return Response.json(found ?? null, { status: found ? 200 : 404 });
      }
      const key = request.headers.get('idempotency-key') ?? '';
      const body = await request.text();
      const known = answered.get(key);
      if (known && known.body !== body) return Response.json(null, { status: 409 });
      const answer = known?.answer ?? attempted(() => make(JSON.parse(body) as Asked));
      if (answer === null) return Response.json(null, { status: 422 });
      if (!known) answered.set(key, { body, answer, at: now() });
      return new Response(answer);
    },
    book: () => ({
      charges: inState(reservations, 'captured'),
      refunds: inState(
        reservations.flatMap(({ refunds }) => refunds),
        'issued',
      ),
    }),
    credential({ total }, fate) {
      if (fate === 'short' || fate === 'pending') return null; // Vouchly takes all or nothing, and at once
      const number = issue(total, fate === 'declined');
      const headers = { voucher: number };
      return { method: 'POST', url: 'https://shop.example', headers, meta: {}, body: new Uint8Array() };
    },
    spellings: (request) =>
      [
        request.headers['voucher']?.toLowerCase(),
        request.headers['voucher']?.replace(/.{4}(?!$)/g, '$&-'),
      ].map((voucher) => ({ ...request, headers: { voucher } })),
    passed() {
      for (const [key, { at }] of answered) if (now() >= at + HOUR) answered.delete(key);
      for (const one of reservations.filter(({ state, at }) => state === 'held' && now() >= at + HOUR)) {
        one.state = 'lapsed';
        const voucher = vouchers.get(one.voucher);
        if (voucher) voucher.isOpen = true;
      }
    },
    secrets: () => ['sk_canary', ...vouchers.keys()],
  };
}
