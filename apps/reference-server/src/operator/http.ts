import { createRoute } from '@hono/zod-openapi';
import { type Checkout, RailError, type Store } from '@railyard/core';
import { listCases, listRulings, readCase, resolveCase } from '@railyard/core/operator';
import type { Context } from 'hono';
import { API_KEY_SCHEME } from '../http/document.ts';
import type { Environment } from '../http/environment.ts';
import { listQuery } from '../http/query.ts';
import { respondJson } from '../http/respond.ts';
import { idempotencyHeaders, jsonBody, responses } from '../http/responses.ts';
import { type App, addRoute, type Guard } from '../http/route.ts';
import { checkQuery } from '../http/validation.ts';
import {
  caseList,
  caseOutput,
  caseParams,
  casesInput,
  ruledOutput,
  rulingInput,
  rulingList,
  rulingsInput,
} from './schemas.ts';
import { shapeCase, shapeReport, shapeRuled } from './shape.ts';

/** What the operator's routes stand on. */
export interface OperatorDoor {
  readonly checkout: Checkout;
  readonly store: Store;
  /** For reading, and for a ruling: that has a body and an idempotency key, too. */
  readonly guards: Readonly<Record<'read' | 'rule', readonly Guard[]>>;
}

const operator = { tags: ['operator'], security: [{ [API_KEY_SCHEME]: [] }] };

const listRoute = createRoute({
  ...operator,
  method: 'get',
  path: '/api/operator/cases',
  summary: 'List open cases: what a person has to decide about',
  description:
    'The oldest first. For keys with the scope `operator`, as everything here; each is of one tenant.',
  request: { query: casesInput },
  responses: responses(200, 'A page of them.', caseList),
});

const readRoute = createRoute({
  ...operator,
  method: 'get',
  path: '/api/operator/cases/{case_id}',
  summary: 'Read a case with its evidence, and what was ruled on it',
  description: 'The provider is asked what it shows now.',
  request: { params: caseParams },
  responses: responses(200, 'The case.', caseOutput),
});

const ruleRoute = createRoute({
  ...operator,
  method: 'post',
  path: '/api/operator/cases/{case_id}/ruling',
  summary: 'Rule on a case',
  description:
    'The provider is asked first. What it shows as done counts, and a ruling against that is refused: `details.fault` ' +
    'is then `shown_paid`, `shown_unpaid`, `amount_mismatch`, `shown_refunded` or `shown_pending`. `uncertain`: it may ' +
    'turn out otherwise, and has to be insisted on; what was taken and is ruled `returned` so stays counted in the ' +
    'budgets until the provider shows that it has come back. `nothing_taken` and `another_currency`: there is no such ' +
    'amount at which an order `stands`. `reference_taken`: it is that of another payment, or of another refund, on ' +
    'which one can insist. `ruling_not_open`: it is none of the `rulings` of the case. `ruling_incomplete`: money that ' +
    'moved has a reference. The ruling is kept for good, and made once under its key.',
  request: { params: caseParams, headers: idempotencyHeaders, body: jsonBody(rulingInput) },
  responses: responses(200, 'The ruling as it is kept, with what has become of it.', ruledOutput),
});

const rulingsRoute = createRoute({
  ...operator,
  method: 'get',
  path: '/api/operator/rulings',
  summary: 'List all that was ruled, by case',
  request: { query: rulingsInput },
  responses: responses(200, 'A page of rulings.', rulingList),
});

/** `/api/operator`: open cases and rulings on them, for people who run the platform. */
export function addOperator(app: App, { checkout, store, guards }: OperatorDoor): void {
  addRoute(app, { ...listRoute, guards: guards.read }, async (c) => {
    const { cases, next } = await listCases(store, pageOf(c, casesInput));
    return answer(c, { cases: cases.map(shapeCase), next });
  });
  addRoute(app, { ...readRoute, guards: guards.read }, async (c, { params }) => {
    const report = await readCase(checkout, c.get('caller').tenant, params.case_id);
    if (!report) throw noCase();
    return answer(c, shapeReport(report));
  });
  addRoute(app, { ...ruleRoute, guards: guards.rule }, async (c, { params, body }) => {
    const { tenant, id } = c.get('caller');
    const { ruling, reference, by, reason, insist } = body;
    const ruled = await resolveCase(checkout, {
      tenant,
      case: params.case_id,
      key: c.get('idempotencyKey'),
      ruling,
      ...(reference !== undefined && { reference }),
      by: `${by} (${id})`,
      reason,
      insist: insist ?? false,
    });
    return answer(c, shapeRuled(ruled));
  });
  addRoute(app, { ...rulingsRoute, guards: guards.read }, async (c) => {
    const { rulings, next } = await listRulings(store, pageOf(c, rulingsInput));
    return answer(c, { rulings: rulings.map(shapeRuled), next });
  });
}

function pageOf(c: Context<Environment>, input: typeof casesInput) {
  const { limit, after } = checkQuery(input, listQuery(c));
  return { tenant: c.get('caller').tenant, limit, ...(after !== undefined && { after }) };
}

function answer(c: Context<Environment>, body: object): Response {
  return respondJson(c, body, { headers: { 'cache-control': 'private, no-store' } });
}

function noCase(): RailError {
  return new RailError('not_found', 'There is no such case.', { details: { missing: 'case' } });
}
