import { ms, shapeOf, status, when } from './fields.ts';
import type {
  Broken,
  FacilitatorCall,
  FacilitatorFault,
  FacilitatorOrder,
  ProviderFault,
  RpcFault,
  WebhookFault,
} from './kinds.ts';
import { checkShape, keyOf, optional, readFields, refused, type Shape, text, whole } from './shape.ts';

const BROKEN = {
  cut: { when },
  stall: { when },
  bad_gateway: { when },
  html: { when },
  truncated: { when },
  status: { status, when },
} satisfies Readonly<Record<Broken['fault'], Shape>>;
/** The fields of those faults that any provider's API can have. */
export const PROVIDER_FAULTS = {
  ...BROKEN,
  error_less: { when },
  not_json: { when },
  delay: { ms, when },
} satisfies Readonly<Record<ProviderFault['fault'], Shape>>;

const FACILITATOR_FAULTS: Readonly<Record<FacilitatorFault['fault'], Shape>> = {
  ...BROKEN,
  delay: { ms },
  pending: {},
  false_success: {},
  false_failure: { reason: optional(text) },
  leaky_refusal: { reason: optional(text) },
};
const RPC_FAULTS: Readonly<Record<RpcFault['fault'], Shape>> = {
  cut: {},
  stall: {},
  bad_gateway: {},
  html: {},
  truncated: {},
  status: { status },
  delay: { ms },
  error: { code: optional(whole(-99_999, 99_999)), message: optional(text) },
};
const WEBHOOK_FAULTS: Readonly<Record<WebhookFault['fault'], Shape>> = {
  drop: {},
  duplicate: {},
  reorder: {},
  delay: { ms },
};
/** What makes no sense of a call. Circle's `settle` says that it is pending anyway. */
const UNSUITED: Readonly<Record<FacilitatorCall, FacilitatorFault['fault'] | null>> = {
  settle: null,
  verify: 'pending',
  circle_settle: 'pending',
  circle_status: 'leaky_refusal',
};

/** What a facilitator is told. This and the others throw 422 with a sentence. */
export function parseFacilitatorOrder(body: unknown): FacilitatorOrder {
  const order = body as FacilitatorOrder;
  const shape = { call: keyOf(UNSUITED), ...shapeOf(body, FACILITATOR_FAULTS) };
  checkShape(body, shape);
  if (UNSUITED[order.call] === order.fault) {
    throw refused(`"${order.fault}" is no fault of "${order.call}".`);
  }
  return order;
}

/** What the RPC is told. */
export function parseRpcFault(body: unknown): RpcFault {
  checkShape(body, { method: optional(text), ...shapeOf(body, RPC_FAULTS) });
  return body as RpcFault;
}

/** How many blocks the RPC lags. Up to 32, so that what anvil calls safe stays older. */
export function parseLag(body: unknown): number {
  checkShape(body, { blocks: whole(0, 32) });
  return (body as { readonly blocks: number }).blocks;
}

export function parseMining(body: unknown): 'stop' | 'resume' {
  checkShape(body, { mining: keyOf({ stop: 1, resume: 1 }) });
  return (body as { readonly mining: 'stop' | 'resume' }).mining;
}

export function parseWebhookFault(body: unknown): WebhookFault {
  checkShape(body, { event: optional(text), ...shapeOf(body, WEBHOOK_FAULTS) });
  return body as WebhookFault;
}

/** The milliseconds that a body has, and nothing else. */
export function parseMs(body: unknown): number {
  checkShape(body, { ms });
  return (body as { readonly ms: number }).ms;
}

/** The one text that a body has. */
export function parseText(body: unknown, name: string): string {
  checkShape(body, { [name]: text });
  return String(readFields(body)[name]);
}
