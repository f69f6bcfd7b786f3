/** The calls of a server on their way to its providers, for a test to watch and to break into. */
export interface Wire {
  /** What a server has to send through. */
  readonly over: (send: typeof fetch) => typeof fetch;
  /** What was asked, as `> POST /v1/refunds`, and answered, as `< 200 POST /v1/refunds` or `< lost POST …`, in order. */
  readonly log: string[];
  /** Lets something happen, once, when the next such line has been written and nobody has heard of it yet. */
  once(line: RegExp, act: () => unknown): void;
}

export function openWire(): Wire {
  const log: string[] = [];
  let waiting: readonly { readonly line: RegExp; readonly act: () => unknown }[] = [];

  async function write(text: string): Promise<void> {
    log.push(text);
    const due = waiting.filter(({ line }) => line.test(text));
    waiting = waiting.filter((one) => !due.includes(one));
    for (const { act } of due) await act();
  }

  return {
    log,
    once(line, act) {
      waiting = [...waiting, { line, act }];
    },
    over: (send) => async (input, init) => {
      const { method = 'GET' } = init ?? {};
      const call = `${method} ${new URL(input instanceof Request ? input.url : input).pathname}`;
      await write(`> ${call}`);
      const answer = await send(input, init).catch((error: unknown) => ({ status: 'lost', error }) as const);
      await write(`< ${answer.status} ${call}`);
      if ('error' in answer) throw answer.error;
      return answer;
    },
  };
}
