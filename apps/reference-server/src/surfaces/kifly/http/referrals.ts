import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { respondJson } from '../../../http/respond.ts';
import { responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { referralParams } from '../ids.ts';
import { findReferral, referralOutput } from '../referrals.ts';
import { callingOf, type HttpSurface } from './surface.ts';

const readReferralRoute = createRoute({
  method: 'get',
  path: '/api/agent/referrals/{referral_id}',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'See how often the links of a hand-off were followed',
  description: 'It is all that is known: what is bought on a seller’s own site is not seen here.',
  request: { params: referralParams },
  responses: responses(200, 'The clicks, item by item.', referralOutput),
});

/** Reading what became of hand-offs. */
export function addReferralClicks(app: App, surface: HttpSurface): void {
  addRoute(app, { ...readReferralRoute, guards: surface.guards.read }, async (c, { params }) =>
    respondJson(c, await findReferral(surface, callingOf(c), params.referral_id)),
  );
}
