import type { Settlement } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { type Hex, verifyTypedData } from 'viem';
import { messageOf, TRANSFER_TYPES } from '../src/refund/wallet.ts';
import { isKeySignature, type Payment } from '../src/wire/payment.ts';
import { authorization as known, transferLog, usedLog } from './fake-chain.ts';
import { type Mounted, mount, refused, settled } from './mount.ts';
import { purchase, requestWith, SEPOLIA } from './payer.ts';

/** A rail whose facilitator pays whatever the payer's key has signed, and refuses everything else. */
export function guarded(): Mounted {
  const mounted = mount();
  mounted.answer = async (chain) => {
    const { payload } = paymentIn(mounted.sent.at(-1)?.body);
    if (!(await isSigned(payload))) {
      chain.mine();
      return refused('invalid_exact_evm_signature');
    }
    const { from, to, value, nonce } = payload.authorization;
    const used = usedLog({ token: known.token, payer: from, nonce });
    return settled(chain.transact([used, transferLog(to, BigInt(value), from)]));
  };
  return mounted;
}

function paymentIn(body = ''): Payment {
  return (JSON.parse(body) as { readonly paymentPayload: Payment }).paymentPayload;
}

async function isSigned({ authorization, signature }: Payment['payload']): Promise<boolean> {
  if (!isKeySignature(signature)) return false;
  return verifyTypedData({
    address: authorization.from as Hex,
    signature: signature as Hex,
    domain: SEPOLIA,
    types: TRANSFER_TYPES,
    primaryType: 'TransferWithAuthorization',
    message: messageOf(authorization),
  });
}

/** What came of a header that was presented. */
export interface Outcome {
  /** Null for what was refused before the facilitator was asked. */
  readonly state: Settlement['state'] | null;
  /** What the facilitator was sent. */
  readonly sent: readonly string[];
  /** The same, without what only the facilitator can check: signatures that no key makes. */
  readonly checkable: readonly string[];
}

/** Presents a header as the engine would. */
export async function present(header: string): Promise<Outcome> {
  const mounted = guarded();
  const state = await stateOf(mounted, header);
  const sent = mounted.sent.map(({ body }) => body);
  const checkable = sent.filter((body) => isKeySignature(paymentIn(body).payload.signature));
  return { state, sent, checkable };
}

async function stateOf({ rail, context }: Mounted, header: string): Promise<Outcome['state']> {
  const read = rail.detect(requestWith({ 'x-payment': header }));
  if (!read || 'refused' in read) return null;
  if (await rail.check?.(purchase, read, context)) return null;
  return (await rail.settle(purchase, read, context)).state;
}

/** A text with one byte changed, inserted or left out. */
export function withOneByte(text: string): fc.Arbitrary<string> {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
  const at = fc.nat({ max: text.length - 1 });
  return fc.oneof(
    fc.tuple(at, byte).map(([index, other]) => text.slice(0, index) + other + text.slice(index + 1)),
    fc.tuple(at, byte).map(([index, other]) => text.slice(0, index) + other + text.slice(index)),
    at.map((index) => text.slice(0, index) + text.slice(index + 1)),
  );
}

/** A JSON value with one of its members, however deep, left out or given another value. */
export function withOneField(value: object): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...pathsIn(value)), fc.oneof(another, fc.constant(undefined)))
    .chain(([path, other]) =>
      fc.oneof(
        fc.constant(replaced(value, path, () => other)),
        fc.constantFrom(...respelled).map((respell) => replaced(value, path, respell)),
      ),
    );
}

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => `0x${Buffer.from(all).toString('hex')}`);

/** What could stand in a field, of the right kind or not. */
const another = fc.oneof(
  fc.jsonValue(),
  fc.nat(),
  fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }).map(String),
  fc.integer({ min: 1_900_000_000, max: 1_900_000_700 }).map(String),
  hex(20),
  hex(32),
  hex(65),
  hex(64),
  fc.constantFrom('exact', 'upto', 'eip155:8453', 'base', 'USD Coin', 'USDC', '1', '2', 1, 2),
);

/** Almost what stood there. */
const respelled: readonly ((old: unknown) => unknown)[] = [
  (old) => (typeof old === 'string' ? old.toUpperCase() : old),
  (old) => (typeof old === 'string' ? old.toLowerCase() : old),
  (old) => (typeof old === 'string' ? ` ${old}` : old),
  (old) => (typeof old === 'string' ? `0${old}` : old),
  (old) => (typeof old === 'string' ? Number(old) : String(old)),
  (old) => [old],
  (old) => (typeof old === 'number' ? old + 1 : old),
];

type Path = readonly string[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [name, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (name === undefined) return change(value);
  const copy: Record<string, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  copy[name] = replaced(copy[name], rest, change);
  return copy;
}
