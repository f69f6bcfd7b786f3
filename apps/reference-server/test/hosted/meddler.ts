/** An answer that stands in for the provider's. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether what was asked is done all the same. */
  readonly when?: 'before' | 'after';
}

/** Stands between a server and its providers, and answers in their place when it is told to. */
export interface Meddler {
  readonly over: (send: typeof fetch) => typeof fetch;
  /** Gives the next request whose method and address begin like this another answer, once. */
  answer(request: string, reply: Reply): void;
}

export function createMeddler(): Meddler {
  const replies: { readonly request: string; readonly reply: Reply }[] = [];

  return {
    answer: (request, reply) => void replies.push({ request, reply }),
    over: (send) => async (input, init) => {
      const { method, url } = new Request(input, init);
      const at = replies.findIndex(({ request }) => `${method} ${url}`.startsWith(request));
      const [told] = at < 0 ? [] : replies.splice(at, 1);
      if (!told) return send(input, init);
      const { body, when, ...head } = told.reply;
      if (when === 'after') await send(input, init);
      return new Response(body, head);
    },
  };
}
