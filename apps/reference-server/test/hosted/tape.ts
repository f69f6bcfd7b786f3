/** What a provider answers at each moment of a page's life, kept so that one life can be lived through many times. */
export interface Tape {
  /** Stands between a server and its provider. */
  readonly over: (send: typeof fetch) => typeof fetch;
  /** From now on answers are those of this moment: the provider's own, which are kept, or the ones that were. */
  play(moment: number, from: 'the provider' | 'the tape'): void;
}

interface Kept {
  readonly text: string;
  readonly status: number;
}

export function createTape(): Tape {
  const kept = new Map<string, Kept>();
  let now = 0;
  let isLive = true;

  return {
    play(moment, from) {
      now = moment;
      isLive = from === 'the provider';
    },
    over: (send) => async (input, init) => {
      const { method, url } = new Request(input, init);
      const name = `${now} ${method} ${url}`;
      if (isLive) {
        const answer = await send(input, init);
        kept.set(name, { text: await answer.text(), status: answer.status });
      }
      const { text, status } = kept.get(name) ?? unasked(name);
      return new Response(text, { status });
    },
  };
}

function unasked(name: string): never {
  throw new Error(`There is no answer on the tape for ${name}.`);
}
