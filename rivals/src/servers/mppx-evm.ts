// Orders behind `mppx/hono` with its method `evm`, which settles through an x402 facilitator.
import { Hono } from 'hono';
import { assets } from 'mppx/evm';
import { evm, Mppx } from 'mppx/hono';
import { isStub, open, orderDesk, readSetting } from './desk.ts';
import { stubFacilitator } from './stubs.ts';

const setting = readSetting();
const { payTo: recipient, providerUrl } = setting;
const facilitator = isStub(providerUrl) ? stubFacilitator() : providerUrl;

const mppx = Mppx.create({
  methods: [evm.charge({ currency: assets.baseSepolia.USDC, recipient, x402: { facilitator } })],
  secretKey: 'a secret of the seller, at least 32 bytes',
});
const makeOrder = orderDesk(setting);

const app = new Hono();
app.post('/orders/:item', mppx.charge({ amount: '0.50' }), async (c) => c.json(await makeOrder()));
open(app, setting.port);
