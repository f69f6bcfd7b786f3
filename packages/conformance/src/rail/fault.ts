/** What goes wrong with one call of the provider. */
export interface Fault {
  /** The predicate of a sentence whose subject is the call. */
  readonly says: string;
  /** How often it arrives; `late`: only after a later one. */
  readonly arrives: 'never' | 'once' | 'twice' | 'late';
  /** What the caller sees: the answer, a broken connection before or within it, nothing, or another answer. */
  readonly sees:
    | 'answer'
    | 'break'
    | 'cut'
    | 'silence'
    | 'junk'
    | number
    | ((answer: Response) => Promise<Response>);
}

/** The fault that has charged and denied the most. */
export const LOST: Fault = { says: 'lost its reply', arrives: 'once', sees: 'break' };

/** The one that changes nothing. */
export const UNSENT: Fault = { says: 'was lost on its way', arrives: 'never', sees: 'break' };

/** The one that comes when nobody expects it any more. */
export const LATE: Fault = { says: 'arrived after a later one', arrives: 'late', sees: 'break' };

/** What happens on every network, sooner or later. */
export const FAULTS: readonly Fault[] = [
  UNSENT,
  LOST,
  { says: 'lost its reply halfway', arrives: 'once', sees: 'cut' },
  { says: 'was done and answered 503', arrives: 'once', sees: 503 },
  { says: 'was done and answered with the page of a gateway', arrives: 'once', sees: 'junk' },
  { says: 'was not done and answered 503', arrives: 'never', sees: 503 },
  { says: 'was not done and answered 429', arrives: 'never', sees: 429 },
  { says: 'was done and never answered', arrives: 'once', sees: 'silence' },
  { says: 'never arrived and was never answered', arrives: 'never', sees: 'silence' },
  { says: 'arrived twice', arrives: 'twice', sees: 'answer' },
  LATE,
];

/** What the caller sees of an answer. Null stands for a call that never arrived. */
export async function seen(
  { sees }: Pick<Fault, 'sees'>,
  answer: Response | null,
  silence: () => Promise<never>,
): Promise<Response> {
  if (typeof sees === 'function') return answer ? sees(answer) : broken();
  switch (sees) {
    case 'answer':
      return answer ?? broken();
    case 'break':
      return broken();
    case 'cut':
      return answer ? cut(answer) : broken();
    case 'silence':
      return silence();
    case 'junk':
      return new Response('<html><body>Bad gateway</body></html>', {
        headers: { 'content-type': 'text/html' },
      });
    default:
      return new Response(null, { status: sees });
  }
}

function broken(): never {
  throw new TypeError('The connection broke.');
}

async function cut(answer: Response): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new TypeError('The connection broke.'));
      else controller.enqueue(bytes.subarray(0, bytes.length >> 1));
      sent = true;
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}
