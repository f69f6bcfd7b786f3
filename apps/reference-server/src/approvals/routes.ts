import { type Awaitable, isRailError, type Mode, RailError, type Store } from '@railyard/core';
import { publicError } from '@railyard/core/http';
import { type Approval, decide, findApproval } from '@railyard/core/spend';
import type { Context } from 'hono';
import { isElsewhere } from '../http/elsewhere.ts';
import type { Environment } from '../http/environment.ts';
import { respondText } from '../http/respond.ts';
import type { App } from '../http/route.ts';
import { localeOf } from '../pay/amounts.ts';
import { redirect, respondPage } from '../pay/answers.ts';
import { HEADERS } from '../pay/document.ts';
import { readForm } from '../pay/form.ts';
import type { Asker } from './asker.ts';
import { APPROVE, type ApprovalLinks, type Claims } from './links.ts';
import { CANNOT_SHOW, ENDED, NOTHING_HERE } from './notices.ts';
import { approvalPage, stateOf } from './page.ts';
import type { Payees } from './payee.ts';
import { standingAt } from './view.ts';

/** What the pages of those who decide stand on. */
export interface ApprovalDoor {
  readonly links: Pick<ApprovalLinks, 'read'>;
  readonly store: Store;
  readonly payees: Payees;
  readonly mode: Mode;
  readonly now: () => number;
  readonly asker: (approval: Approval) => Promise<Asker | null>;
  /** Takes note of an error that a page tells in its own words. */
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

/** What a link leads to. */
interface LinkedApproval {
  readonly claims: Claims;
  readonly approval: Approval;
}

type Answering = (c: Context<Environment>, found: LinkedApproval) => Awaitable<Response>;

/** `/approve/{token}`: where a person sees what an agent wants to pay, and decides. A GET decides nothing. */
export function addApprovals(app: App, door: ApprovalDoor): void {
  const add = (method: 'get' | 'post', path: string, answering: Answering): void =>
    void app.on(method, path, async (c) => {
      c.env.route = path;
      try {
        const claims = await door.links.read(c.req.param('token') ?? '');
        if (!claims) return respondPage(c, NOTHING_HERE, 404);
        const approval = await findApproval(door, claims.tenant, claims.approval);
        if (approval?.expiresAt !== claims.until) return respondPage(c, ENDED, 404);
        return await answering(c, { claims, approval });
      } catch (error) {
        door.log(c, error);
        return respondPage(c, CANNOT_SHOW, publicError(error).status);
      }
    });
  add('get', `${APPROVE}/:token`, (c, { approval }) => show(door, c, approval));
  add('post', `${APPROVE}/:token`, (c, found) => press(door, c, found));
  add('get', `${APPROVE}/:token/state`, (c, { approval }) =>
    respondText(c, stateOf({ standing: standingAt(approval, door.now()) }), {
      status: 200,
      headers: { ...HEADERS, 'content-type': 'application/json' },
    }),
  );
}

interface Problem {
  readonly status: number;
  readonly sentence: string;
}

async function show(
  { payees, mode, now, asker }: ApprovalDoor,
  c: Context<Environment>,
  approval: Approval,
  problem: Problem | null = null,
): Promise<Response> {
  const page = approvalPage({
    approval,
    standing: standingAt(approval, now()),
    payee: await payees.of(approval),
    asker: await asker(approval),
    locale: localeOf(c.env.headers['accept-language']),
    mode,
    now: now(),
    problem: problem?.sentence ?? null,
  });
  return respondPage(c, page, problem?.status ?? 200);
}

async function press(
  door: ApprovalDoor,
  c: Context<Environment>,
  { claims, approval }: LinkedApproval,
): Promise<Response> {
  if (isElsewhere(c)) return show(door, c, approval, ELSEWHERE);
  const decision = await decisionIn(c).catch(() => null);
  if (!decision) return show(door, c, approval, NO_BUTTON);
  const decided = await decide(door, claims.tenant, claims.approval, { decision, by: claims.by }).catch(
    lapsed,
  );
  const stands = decided?.state === 'used' ? 'approved' : decided?.state;
  if (decided && stands !== decision) return show(door, c, decided, BEFORE);
  return redirect(c, c.req.param('token') ?? '');
}

/** What has lapsed meanwhile is best seen on the page itself. */
function lapsed(error: unknown): null {
  if (isRailError(error) && error.code === 'not_found') return null;
  throw error;
}

async function decisionIn(c: Context<Environment>): Promise<'approved' | 'denied'> {
  const [decision, ...others] = (await readForm(c)).getAll('decision');
  if (others.length === 0 && (decision === 'approved' || decision === 'denied')) return decision;
  throw new RailError('validation', 'There is no such button.');
}

const ELSEWHERE: Problem = {
  status: 403,
  sentence: 'That was pressed on another page, so nothing was decided. Decide here.',
};
const NO_BUTTON: Problem = {
  status: 422,
  sentence: 'That was no button of this page, so nothing was decided. Press one of those below.',
};
const BEFORE: Problem = {
  status: 409,
  sentence: 'It had been decided before. What you pressed now changed nothing.',
};
