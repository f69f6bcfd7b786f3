// The reference server as production runs it, on its own ports. Only the facilitator, the chain and Stripe are stubs, in
// this process, because what they cost is theirs.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { mpp } from '@railyard/rail-mpp';
import { x402 } from '@railyard/rail-x402';
import { compose, listen, openPorts, readConfig, storedKeys } from '@railyard/reference-server';
import getPort from 'get-port';
import { cartMaker } from './carts.ts';
import { obey } from './obey.ts';
import { stubProvider } from './provider.ts';
import { stubStripe } from './stripe.ts';

const [folder = '', offered, curve] = process.argv.slice(2);
if (curve === 'pure') hideNativeCurve();

const payTo = '0x00000000000000000000000000000000000000aa';
const config = readConfig({
  RAILYARD_FOLDER: folder,
  PORT: String(await getPort()),
  X402_NETWORK: 'base-sepolia',
  X402_PAY_TO: payTo,
  X402_FACILITATOR_URL: 'http://127.0.0.1:9',
  RATE_LIMIT_PER_MINUTE: '1000000000', // counts as production does, and refuses nothing
});
const ports = await openPorts(config);
const paidByChain = {
  rail: x402({ network: 'base-sepolia', payTo, ...stubProvider() }),
  account: payTo,
  active: true,
};
const cards = mpp({
  secretKey: 'sk_test_bench',
  networkId: 'profile_1',
  secrets: [randomBytes(32).toString('base64url')],
  realm: '127.0.0.1',
});
const paidByCard = { rail: cards, account: 'profile_1', active: true };
const mounts = offered === 'x402' ? [paidByChain] : [paidByCard, paidByChain];
const server = compose({
  ...ports,
  rails: {
    ...ports.rails,
    of: () => mounts,
    platform: mounts,
    at: () => null,
    cards: offered === 'x402' ? null : cards,
  },
  fetch: stubStripe,
});
await listen(server, config);
server.background.start();

const apiKey = readFileSync(ports.apiKeyFile, 'utf8').trim();
const caller = await storedKeys(ports.store).find(apiKey);
if (!caller) throw new Error('The API key of the first boot is not valid.');
const owner = { tenant: caller.tenant, principal: caller.id };
obey({ address: config.baseUrl, apiKey }, { carts: cartMaker(server.checkout, owner) });

function hideNativeCurve(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('secp256k1')) throw new Error('This server is to do without it.');
      return next(specifier, context);
    },
  });
}
