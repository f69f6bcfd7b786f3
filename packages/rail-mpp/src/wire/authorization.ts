/** What an `Authorization` header carries. */
export interface Items {
  /** The credentials of the scheme `Payment`, without its name. */
  readonly payments: readonly string[];
  /** Whether it carries anything else, such as an API key. */
  readonly others: boolean;
}

const PAYMENT = /^payment(?![^ \t])/i;

/** Reads a list of credentials. */
export function readItems(header: string): Items {
  // Most carry an API key alone, and are asked about several times.
  if (!/payment/i.test(header)) return { payments: [], others: /[^\s,]/.test(header) };
  const items = itemsIn(header);
  const payments = items.filter((item) => PAYMENT.test(item));
  return {
    payments: payments.map((item) => item.slice('payment'.length).trim()),
    others: payments.length < items.length,
  };
}

/** The items between commas. A comma between quotes is none. */
function itemsIn(header: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < header.length; at += 1) {
    const character = header[at];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') at += 1;
    else if (!quoted && character === ',') {
      items.push(header.slice(start, at));
      start = at + 1;
    }
  }
  items.push(header.slice(start));
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
