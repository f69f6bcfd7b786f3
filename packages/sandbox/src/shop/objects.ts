/** Something that the shop sells. Prices are in cents. */
export interface ShopProduct {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: number;
  readonly currency: 'usd';
  readonly available: boolean;
}

/** When something can be delivered: `asap`, or a slot. Times as of RFC 3339. */
export interface DeliveryTime {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly fee: number;
}

/** Where something is delivered. */
export interface ShopAddress {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly state: string;
  readonly postal_code: string;
  readonly country: string;
}

/** A line of a cart or an order. */
export interface ShopLine {
  readonly product_id: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_price: number;
  readonly total: number;
}

/** What is bought, and for how much. */
export interface Bought {
  readonly items: readonly ShopLine[];
  readonly delivery: DeliveryTime;
  readonly address: ShopAddress;
  readonly subtotal: number;
  readonly fee: number;
  readonly tip: number;
  readonly total: number;
  readonly currency: 'usd';
}

/** A cart, priced when it was made or changed. */
export interface ShopCart extends Bought {
  readonly id: string;
  readonly expires_at: string;
}

/** An order, which is there once the shop has taken it. */
export interface ShopOrder extends Bought {
  readonly id: string;
  readonly client_key: string;
  readonly cart_id: string;
  /** `confirming` while its payment is. */
  readonly state: 'confirming' | 'confirmed' | 'on_its_way' | 'delivered' | 'canceled' | 'failed';
  readonly card: { readonly last4: string };
  readonly placed_at: string;
  readonly updated_at: string;
}

/** A letter that the shop has sent. */
export interface ShopMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code: string;
  readonly sent_at: string;
}
