import { bytesToHex } from '@noble/hashes/utils.js';
import * as fc from 'fast-check';
import { encodeEventTopics, encodeFunctionData, hashTypedData, parseAbi, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { beforeAll, describe, expect, it } from 'vitest';
import { TRANSFER_TYPES } from '../src/refund/wallet.ts';
import { isAddress, withChecksum } from '../src/signature/address.ts';
import { createSignatureCheck } from '../src/signature/check.ts';
import { createAuthorizationHash } from '../src/signature/hash.ts';
import { loadNative, loadPure, loadRecover, type Recover } from '../src/signature/recover.ts';
import { readSigned, type Signed } from '../src/wire/payment.ts';
import {
  AUTHORIZATION_CANCELED,
  AUTHORIZATION_USED,
  authorizationState,
  balanceOf,
  TRANSFER,
} from '../src/wire/token.ts';
import { BASE_USDC, payer, SEPOLIA, SEPOLIA_USDC, type Signing, signedPayment, stranger } from './payer.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const domain = { name: 'USDC', version: '2', chainId: 84532, contract: SEPOLIA_USDC };

async function signed(signing: Signing = {}): Promise<Signed> {
  const read = readSigned((await signedPayment(signing)).payload);
  if (!read) throw new Error('The payment cannot be read.');
  return read;
}

describe('the hash that a payer signs', () => {
  it('is the one viem computes, for any authorization', () => {
    const hash = createAuthorizationHash(domain);
    const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => toHex(bytes));
    const uint = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });
    const nonce = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes));
    fc.assert(
      fc.property(address, address, uint, uint, uint, nonce, (from, to, value, after, before, bytes) => {
        const message = { from, to, value, validAfter: after, validBefore: before, nonce: bytes };
        const expected = hashTypedData({
          domain: SEPOLIA,
          types: TRANSFER_TYPES,
          primaryType: 'TransferWithAuthorization',
          message,
        });
        const text = { validAfter: `${after}`, validBefore: `${before}`, value: `${value}` };
        expect(`0x${bytesToHex(hash({ ...message, ...text }))}`).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what the token contract is asked and answers', () => {
  const abi = parseAbi([
    'event Transfer(address indexed from, address indexed to, uint256 value)',
    'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
    'event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)',
    'function authorizationState(address authorizer, bytes32 nonce) view returns (bool)',
    'function balanceOf(address account) view returns (uint256)',
  ]);

  it('is encoded as viem encodes it', () => {
    const nonce = toHex(7, { size: 32 });
    const from = payer.address.toLowerCase();
    expect(authorizationState(from, nonce)).toBe(
      encodeFunctionData({ abi, functionName: 'authorizationState', args: [payer.address, nonce] }),
    );
    expect(balanceOf(from)).toBe(
      encodeFunctionData({ abi, functionName: 'balanceOf', args: [payer.address] }),
    );
    expect([TRANSFER]).toEqual(encodeEventTopics({ abi, eventName: 'Transfer' }));
    expect([AUTHORIZATION_USED]).toEqual(encodeEventTopics({ abi, eventName: 'AuthorizationUsed' }));
    expect([AUTHORIZATION_CANCELED]).toEqual(encodeEventTopics({ abi, eventName: 'AuthorizationCanceled' }));
  });
});

describe('an address', () => {
  it('is valid in one case or with its checksum, and not with a mistyped one', () => {
    expect(withChecksum(BASE_USDC.toLowerCase())).toBe(BASE_USDC);
    expect(isAddress(BASE_USDC)).toBe(true);
    expect(isAddress(BASE_USDC.toLowerCase())).toBe(true);
    expect(isAddress(BASE_USDC.replace('fCD', 'fcD'))).toBe(false);
    expect(isAddress(`${BASE_USDC}0`)).toBe(false);
  });
});

describe('recovery', () => {
  let native: Recover;
  let pure: Recover;
  beforeAll(async () => {
    const loaded = await loadNative();
    if (!loaded) throw new Error('The native secp256k1 is installed for tests and did not load.');
    native = loaded;
    pure = await loadPure();
  });

  it('takes the native peer where it loads', async () => {
    expect((await loadRecover()).toString()).toBe(native.toString());
  });

  it('gives the same key natively and in JavaScript, and it is the signer', async () => {
    for (let index = 1; index <= 20; index += 1) {
      const account = privateKeyToAccount(toHex(index, { size: 32 }));
      const hash = Uint8Array.from({ length: 32 }, (_, at) => (at * index) % 256);
      const signature = await account.sign({ hash: toHex(hash) });
      const bytes = Uint8Array.from(Buffer.from(signature.slice(2), 'hex'));
      const recovery = bytes[64] === 27 ? 0 : 1;
      const key = bytesToHex(pure(hash, bytes.subarray(0, 64), recovery));
      expect(bytesToHex(native(hash, bytes.subarray(0, 64), recovery))).toBe(key);
      expect(`0x${key}`).toBe(account.publicKey);
    }
  });

  it('throws on the same nonsense natively and in JavaScript', () => {
    const hash = new Uint8Array(32).fill(7);
    for (const signature of [new Uint8Array(64), new Uint8Array(64).fill(255)]) {
      expect(() => native(hash, signature, 0)).toThrow(/./);
      expect(() => pure(hash, signature, 0)).toThrow(/./);
    }
  });
});

describe.each([
  ['natively', loadRecover],
  ['in JavaScript', loadPure],
])('a signature checked %s', (_, load) => {
  const check = createSignatureCheck(domain, load);

  it('is valid as the payer signed it', async () => {
    expect(await check(await signed())).toBe('valid');
  });

  it('is invalid when any field of the authorization was changed', async () => {
    const payload = await signed();
    const changes = {
      from: stranger.address.toLowerCase(),
      to: stranger.address.toLowerCase(),
      value: '1',
      validAfter: '1',
      validBefore: '1',
      nonce: `0x${'9'.repeat(64)}`,
    };
    for (const [name, value] of Object.entries(changes)) {
      const authorization = { ...payload.authorization, [name]: value };
      expect(await check({ ...payload, authorization })).toBe('invalid');
    }
  });

  it('is invalid when any one bit of it was changed', async () => {
    const payload = await signed();
    const bytes = Buffer.from(payload.signature.slice(2), 'hex');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 65 * 8 - 1 }), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await check({ ...payload, signature: `0x${changed.toString('hex')}` })).toBe('invalid');
      }),
      { numRuns: 60 },
    );
  });

  it('is invalid for another chain, contract, name or version', async () => {
    for (const other of [
      { chainId: 8453 },
      { verifyingContract: BASE_USDC } as const,
      { name: 'USD Coin' },
      { version: '1' },
    ]) {
      expect(await check(await signed({ domain: { ...SEPOLIA, ...other } }))).toBe('invalid');
    }
  });

  it('is invalid as its high-s twin', async () => {
    const payload = await signed();
    const r = payload.signature.slice(2, 66);
    const s = BigInt(`0x${payload.signature.slice(66, 130)}`);
    const v = payload.signature.endsWith('1b') ? '1c' : '1b';
    const twin = `0x${r}${(ORDER - s).toString(16).padStart(64, '0')}${v}`;
    expect(await check({ ...payload, signature: twin })).toBe('invalid');
  });

  it('is invalid with zeros or with another last byte', async () => {
    const payload = await signed();
    expect(await check({ ...payload, signature: `0x${'00'.repeat(64)}1b` })).toBe('invalid');
    expect(await check({ ...payload, signature: `${payload.signature.slice(0, -2)}1d` })).toBe('invalid');
  });

  it('is left to a contract when it is not of 65 bytes', async () => {
    for (const length of [1, 64, 66, 200]) {
      expect(await check({ ...(await signed()), signature: `0x${'ab'.repeat(length)}` })).toBe('contract');
    }
  });
});
