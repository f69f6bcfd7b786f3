import { type Answer, doubted, PENDING, readAnswer, unclear } from '../wire/answer.ts';
import type { Requirement } from '../wire/requirement.ts';
import { readSupported } from '../wire/supported.ts';
import { readTracked, type Tracked } from '../wire/tracking.ts';
import type { FacilitatorCall, FacilitatorProfile, Sender } from './facilitator.ts';
import { askJson, type JsonAnswer, type Link } from './http.ts';

const LONGEST_ANSWER = 64 * 1_024;
/** Milliseconds to wait for an answer that moves no money. */
const LOOK_TIMEOUT = 3_000;
/** How long an answer of `/supported` is kept, in milliseconds. */
const KEPT = 600_000;

/** Sends payments of this network to a facilitator over HTTP, and waits at most `timeout` milliseconds for each. */
export function createHttpSender(
  profile: FacilitatorProfile,
  network: Requirement['network'],
  timeout: number,
): Sender {
  const { statusPath } = profile;
  const url = profile.url.replace(/\/+$/, '');
  let supported: { readonly listed: boolean; readonly until: number } | null = null;

  return {
    name: new URL(url).host,

    async takes(asking) {
      if (supported && asking.now() < supported.until) return supported.listed;
      const call = { name: 'supported', url: `${url}/supported` } as const;
      const { body } = await ask(profile, call, LOOK_TIMEOUT, asking);
      const listed = readSupported(body, network);
      if (listed === null) return false; // it is asked again the next time
      supported = { listed, until: asking.now() + KEPT };
      return listed;
    },

    async submit(payment, requirement, link) {
      const answer = await settle(profile, `${url}/settle`, timeout, { payment, requirement, link });
      // Something may be wrong with it: it is asked again what it supports before the next payment.
      if (answer.says === 'unclear' && answer.code !== PENDING) supported = null;
      return answer;
    },

    track:
      statusPath === undefined
        ? null
        : (paymentId, link) => track(profile, `${url}/${statusPath}/${paymentId}`, link),
  };
}

async function settle(
  profile: FacilitatorProfile,
  url: string,
  timeout: number,
  { payment, requirement, link }: Submission,
): Promise<Answer> {
  const request = JSON.stringify({
    x402Version: payment.x402Version,
    paymentPayload: payment,
    paymentRequirements: requirement,
  });
  try {
    const { status, body } = await ask(profile, { name: 'settle', url, request }, timeout, link);
    const answer = readAnswer(body);
    return status >= 500 ? doubted(answer, `http_${status}`) : answer;
  } catch {
    // The error may hold the signed payment, so nothing of it is kept.
    return unclear('no_answer');
  }
}

interface Submission {
  readonly payment: Parameters<Sender['submit']>[0];
  readonly requirement: Requirement;
  readonly link: Link;
}

async function track(profile: FacilitatorProfile, url: string, link: Link): Promise<Tracked> {
  try {
    return readTracked((await ask(profile, { name: 'status', url }, LOOK_TIMEOUT, link)).body);
  } catch {
    return readTracked(null);
  }
}

async function ask(
  profile: FacilitatorProfile,
  call: { readonly name: FacilitatorCall['name']; readonly url: string; readonly request?: string },
  timeout: number,
  link: Link,
): Promise<JsonAnswer> {
  const { name, url, request } = call;
  const method = request === undefined ? 'GET' : 'POST';
  const headers = await profile.headers?.({ name, method, url, body: request ?? null });
  return askJson(
    {
      url,
      limit: LONGEST_ANSWER,
      timeout,
      ...(headers && { headers }),
      ...(request !== undefined && { body: request }),
    },
    link,
  );
}
