import { resolve } from 'node:path';
import { type Mode, type PlatformLimits, RailError } from '@railyard/core';
import { z } from 'zod';

/** What the environment asks for, checked and complete. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  readonly logLevel: LogLevel;
  /** Absolute path of the folder that holds the database, the keys and the sandbox. */
  readonly folder: string;
  readonly mode: Mode;
  readonly limits: PlatformLimits;
  /** How long one call of a rail may take, in milliseconds. */
  readonly railTimeout: number;
  /** The real provider; null on the sandbox. */
  readonly x402: X402Provider | null;
}

export interface X402Provider {
  readonly network: 'base' | 'base-sepolia';
  readonly payTo: string;
  /** Addresses, in the order in which they are tried. */
  readonly facilitator: readonly string[];
  readonly rpcUrl?: string;
  /** Key of the wallet that money is given back from; without it a refund is a case for a person. */
  readonly refundKey?: `0x${string}`;
}

export type LogLevel = (typeof LOG_LEVELS)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
const NETWORKS = ['base', 'base-sepolia'] as const;
const MODE_OF = { base: 'live', 'base-sepolia': 'test' } as const;

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole('PORT', 1, 65_535, 8787),
  BASE_URL: address('BASE_URL').optional(),
  LOG_LEVEL: oneOf('LOG_LEVEL', LOG_LEVELS).optional(),
  RAILYARD_FOLDER: z.string().default('.railyard'),
  RAILYARD_MODE: oneOf('RAILYARD_MODE', ['test', 'live']).default('test'),
  RAIL_TIMEOUT_MS: whole('RAIL_TIMEOUT_MS', 100, 120_000, 30_000),
  MAX_ITEM_QUANTITY: whole('MAX_ITEM_QUANTITY', 1, 1_000_000, 20),
  MAX_CART_TOTAL_CENTS: whole('MAX_CART_TOTAL_CENTS', 1, 1_000_000_000, 200_000),
  X402_NETWORK: oneOf('X402_NETWORK', NETWORKS).optional(),
  X402_PAY_TO: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, 'X402_PAY_TO is no address. Set it to 0x and 40 hexadecimal digits.')
    .optional(),
  X402_FACILITATOR_URL: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(
      z.array(
        url(
          'X402_FACILITATOR_URL holds something that is no address. Set it to addresses that begin with http:// or https://, separated by commas.',
        ),
      ),
    )
    .optional(),
  X402_RPC_URL: address('X402_RPC_URL').optional(),
  X402_REFUND_KEY: z
    .string()
    .refine(isPrivateKey, 'X402_REFUND_KEY is no private key. Set it to 0x and 64 hexadecimal digits.')
    .transform((text) => text as `0x${string}`)
    .optional(),
});

type Environment = z.output<typeof environment>;

/** The configuration in these variables. Throws `configuration`, in one sentence that says what to set. */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  // An empty variable is how a shell or a compose file says "not set".
  const present = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  const read = environment.safeParse(Object.fromEntries(present));
  if (!read.success) throw mistake(read.error.issues[0]?.message ?? 'The environment is not valid.');

  const set = read.data;
  const x402 = readProvider(set);
  if (!x402 && set.RAILYARD_MODE === 'live') {
    throw mistake(
      'RAILYARD_MODE is "live", and the sandbox moves no real money. Set X402_NETWORK, X402_PAY_TO, X402_FACILITATOR_URL and X402_RPC_URL, or leave RAILYARD_MODE out.',
    );
  }
  return {
    host: set.HOST,
    port: set.PORT,
    baseUrl: set.BASE_URL ?? `http://${reachable(set.HOST)}:${set.PORT}`,
    logLevel: set.LOG_LEVEL ?? (x402 ? 'info' : 'warn'),
    folder: resolve(set.RAILYARD_FOLDER),
    mode: set.RAILYARD_MODE,
    limits: {
      maxItemQuantity: set.MAX_ITEM_QUANTITY,
      maxCartTotal: { usd: set.MAX_CART_TOTAL_CENTS },
    },
    railTimeout: set.RAIL_TIMEOUT_MS,
    x402,
  };
}

function readProvider(set: Environment): X402Provider | null {
  const { X402_NETWORK: network, X402_PAY_TO: payTo, X402_FACILITATOR_URL: facilitator } = set;
  const { X402_RPC_URL: rpcUrl, X402_REFUND_KEY: refundKey, RAILYARD_MODE: mode } = set;
  if ([network, payTo, facilitator, rpcUrl, refundKey].every((value) => value === undefined)) return null;

  const missing = Object.entries({
    X402_NETWORK: network,
    X402_PAY_TO: payTo,
    X402_FACILITATOR_URL: facilitator,
    // In live mode a payment is believed when the chain shows it, and not before.
    X402_RPC_URL: mode === 'live' ? rpcUrl : 'not needed',
  }).flatMap(([name, value]) => (value === undefined ? name : []));
  if (!network || !payTo || !facilitator || missing.length > 0) {
    throw mistake(`The x402 provider is configured in part. Set ${missing.join(' and ')} too.`);
  }
  if (MODE_OF[network] !== mode) {
    const other = mode === 'live' ? 'base' : 'base-sepolia';
    throw mistake(
      `X402_NETWORK "${network}" moves ${MODE_OF[network]} money, and RAILYARD_MODE is "${mode}". Set RAILYARD_MODE to "${MODE_OF[network]}", or X402_NETWORK to "${other}".`,
    );
  }
  return { network, payTo, facilitator, ...(rpcUrl && { rpcUrl }), ...(refundKey && { refundKey }) };
}

/** A host as a URL names it; one that stands for all addresses as this machine names itself. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function whole(name: string, least: number, most: number, otherwise: number) {
  const error = `${name} is no whole number from ${least} to ${most}. Set it to one, or leave it out for ${otherwise}.`;
  return z.coerce
    .number({ error })
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .default(otherwise);
}

function oneOf<const T extends readonly string[]>(name: string, values: T) {
  return z.enum(values, { error: `${name} has no such value. Set it to ${values.join(' or ')}.` });
}

function address(name: string) {
  return url(`${name} is no address. Set it to one that begins with http:// or https://.`);
}

function url(error: string) {
  return z
    .url({ protocol: /^https?$/, error })
    .refine((text) => !/[?#]/.test(text), { error })
    .transform((text) => text.replace(/\/+$/, ''));
}

// Of secp256k1. A library that is given a key beyond it names the key in its error.
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function isPrivateKey(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) return false;
  const key = BigInt(text);
  return key > 0n && key < CURVE_ORDER;
}

function mistake(sentence: string): RailError {
  return new RailError('configuration', sentence);
}
