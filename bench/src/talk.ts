import type { ChildProcess } from 'node:child_process';

/** Asks a child process something, and resolves with its answer, which is told under the same word. */
export interface Talk<Ask extends { readonly ask: string }, Told extends { readonly tell: string }> {
  asked<Word extends Ask['ask'] & Told['tell']>(
    ask: Ask & { readonly ask: Word },
  ): Promise<Answer<Told, Word>>;
  /** The next word of the child. Rejects when it ends instead. */
  heard<Word extends Told['tell']>(tell: Word): Promise<Answer<Told, Word>>;
}

type Answer<Told extends { readonly tell: string }, Word> = Extract<Told, { readonly tell: Word }>;

export function talkTo<Ask extends { readonly ask: string }, Told extends { readonly tell: string }>(
  child: ChildProcess,
): Talk<Ask, Told> {
  function heard<Word extends Told['tell']>(tell: Word): Promise<Answer<Told, Word>> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        child.off('message', hear).off('exit', fail);
      };
      const hear = (told: Told): void => {
        if (told.tell !== tell) return;
        end();
        resolve(told as Answer<Told, Word>);
      };
      const fail = (code: number | null): void => {
        end();
        reject(new Error(`A server ended with ${code} before it was stopped. See its log.`));
      };
      child.on('message', hear).on('exit', fail);
    });
  }

  return {
    heard,
    asked(ask) {
      const answer = heard(ask.ask);
      child.send(ask);
      return answer;
    },
  };
}
