import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { idempotencyHeaders, jsonBody, responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { decideApproval, getApproval } from '../approvals.ts';
import { getBudget } from '../budget.ts';
import { approvalParams } from '../ids.ts';
import { answerWith, callingOf, type HttpSurface } from './surface.ts';

const SECURED = { tags: ['spending'], security: [{ [API_KEY_SCHEME]: [] }] };

const budgetRoute = createRoute({
  ...SECURED,
  method: 'get',
  path: '/api/agent/budget',
  summary: getBudget.title,
  description: getBudget.description,
  responses: responses(200, 'What you may spend.', getBudget.output),
});

const approvalRoute = createRoute({
  ...SECURED,
  method: 'get',
  path: '/api/agent/approvals/{approval_id}',
  summary: getApproval.title,
  description: getApproval.description,
  request: { params: approvalParams },
  responses: responses(200, 'The approval.', getApproval.output),
});

const decisionRoute = createRoute({
  ...SECURED,
  method: 'post',
  path: '/api/agent/approvals/{approval_id}/decision',
  summary: decideApproval.title,
  description: decideApproval.description,
  request: {
    params: approvalParams,
    headers: idempotencyHeaders,
    body: jsonBody(decideApproval.input.omit({ approval_id: true }).openapi('Decision')),
  },
  responses: responses(200, 'The approval as it stands.', decideApproval.output),
});

/** What callers may spend, and what people decide about. */
export function addSpending(app: App, surface: HttpSurface): void {
  const { guards } = surface;
  addRoute(app, { ...budgetRoute, guards: guards.read }, async (c) =>
    answerWith(c, await getBudget.run(surface, callingOf(c), {})),
  );
  addRoute(app, { ...approvalRoute, guards: guards.read }, async (c, { params }) =>
    answerWith(c, await getApproval.run(surface, callingOf(c), params)),
  );
  addRoute(app, { ...decisionRoute, guards: guards.decide }, async (c, { params, body }) =>
    answerWith(c, await decideApproval.run(surface, callingOf(c), { ...params, ...body })),
  );
}
