import type { Answer, Sending } from './send.ts';

/** Watches for texts that nobody may see who has not sent them. */
export interface LeakWatch {
  /** Those in an answer that were in no request until then. */
  leaksIn(sending: Sending, answer: Answer): readonly string[];
}

export function createLeakWatch(canaries: readonly string[]): LeakWatch {
  const sent = new Set<string>();
  return {
    leaksIn({ path, headers, body }, answer) {
      const request = [decoded(path), ...headers.flat(), body?.toString() ?? ''].join('\n');
      for (const canary of canaries) if (request.includes(canary)) sent.add(canary);
      const shown = shownIn(answer);
      return canaries.filter((canary) => !sent.has(canary) && shown.includes(canary));
    },
  };
}

/** All that an answer shows, also in base64, as challenges are. */
export function shownIn({ headers, text }: Answer): string {
  const plain = [...Object.entries(headers).flat(), text].join('\n');
  const hidden = plain.length < 50_000 ? (plain.match(/[\w+/-]{24,}/g) ?? []) : [];
  return [plain, ...hidden.map((one) => Buffer.from(one, 'base64').toString('latin1'))].join('\n');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
