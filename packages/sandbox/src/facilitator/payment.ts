import { PaymentPayloadSchema, PaymentRequirementsSchema } from '@x402/core/schemas';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { HTTPException } from 'hono/http-exception';

/** A payment as a facilitator is sent it. */
export interface Payment {
  readonly payload: PaymentPayload;
  readonly requirements: PaymentRequirements;
}

/** Throws 400 for what is no x402 payment. */
export function parsePayment(body: unknown): Payment {
  const read = {
    payload: PaymentPayloadSchema.safeParse(member(body, 'paymentPayload')),
    requirements: PaymentRequirementsSchema.safeParse(member(body, 'paymentRequirements')),
  };
  if (!read.payload.success || !read.requirements.success) {
    throw new HTTPException(400, { message: 'The body needs x402 paymentPayload and paymentRequirements.' });
  }
  return {
    payload: read.payload.data as PaymentPayload,
    requirements: read.requirements.data as PaymentRequirements,
  };
}

/** What a body says of a payment, whether or not it is one. */
export interface Claims {
  readonly payer: string | null;
  readonly nonce: string | null;
  readonly network: string | null;
  /** The whole signed payment, in JSON. */
  readonly signed: string;
}

export function readClaims(body: unknown): Claims {
  const payment = member(body, 'paymentPayload');
  const authorization = member(member(payment, 'payload'), 'authorization');
  return {
    payer: text(member(authorization, 'from')),
    nonce: text(member(authorization, 'nonce')),
    network: text(member(member(body, 'paymentRequirements'), 'network')),
    signed: JSON.stringify(payment ?? null),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
