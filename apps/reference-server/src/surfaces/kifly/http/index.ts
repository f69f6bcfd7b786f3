import type { App } from '../../../http/route.ts';
import { addBuyers } from './buyers.ts';
import { addCarts } from './carts.ts';
import { addCheckout } from './checkout.ts';
import { addItems } from './items.ts';
import { addLimits } from './limits.ts';
import { addOrders } from './orders.ts';
import { addPaymentLink } from './payment-link.ts';
import { addProducts } from './products.ts';
import { addRails } from './rails.ts';
import { addReferralClicks } from './referrals.ts';
import { addSellers } from './sellers.ts';
import { addShipping } from './shipping.ts';
import { addSpending } from './spending.ts';
import type { HttpSurface } from './surface.ts';

/** `/api/agent`: carts, checkout and orders for agents. Maps the API onto core and holds no payment logic. */
export function addKifly(app: App, surface: HttpSurface): void {
  addProducts(app, surface);
  addCarts(app, surface);
  addItems(app, surface);
  addShipping(app, surface);
  addCheckout(app, surface);
  addOrders(app, surface);
  addPaymentLink(app, surface);
  addRails(app, surface);
  addReferralClicks(app, surface);
  addSellers(app, surface);
  addLimits(app, surface);
  addSpending(app, surface);
  addBuyers(app, surface);
}
