/** The calls of a server on their way to its providers, for a test to watch and to break into. */
export interface Wire {
  /** What a server has to send through. */
  readonly over: (send: typeof fetch) => typeof fetch;
  /** What was asked, as `> POST /v1/refunds`, and answered, as `< 200 POST /v1/refunds` or `< lost POST …`, in order. */
  readonly log: string[];
  /**
   * Lets something happen, once, when the next such line has been written and nobody has heard of it yet. It gets a copy
   * of the answer, if that is what the line is of.
   */
  once(line: RegExp, act: (answer: Response | null) => unknown): void;
}

export function openWire(): Wire {
  const log: string[] = [];
  let waiting: readonly { readonly line: RegExp; readonly act: (answer: Response | null) => unknown }[] = [];

  async function write(text: string, answer: Response | null): Promise<void> {
    log.push(text);
    const due = waiting.filter(({ line }) => line.test(text));
    waiting = waiting.filter((one) => !due.includes(one));
    for (const { act } of due) await act(answer && answer.clone());
  }

  return {
    log,
    once(line, act) {
      waiting = [...waiting, { line, act }];
    },
    over: (send) => async (input, init) => {
      const { method = 'GET' } = init ?? {};
      const call = `${method} ${new URL(input instanceof Request ? input.url : input).pathname}`;
      await write(`> ${call}`, null);
      const answer = await send(input, init).catch((error: unknown) => ({ status: 'lost', error }) as const);
      await write(`< ${answer.status} ${call}`, 'error' in answer ? null : answer);
      if ('error' in answer) throw answer.error;
      return answer;
    },
  };
}
