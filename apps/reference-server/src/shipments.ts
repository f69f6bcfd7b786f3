import type { Store } from '@railyard/core';

/** Where the parcel of an order is, as far as the seller has said. */
export interface Shipment {
  readonly status: 'shipped' | 'delivered';
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
}

/** The shipments of orders. An order without one is paid, and no more is known. */
export interface Shipments {
  find(tenant: string, order: string): Promise<Shipment | null>;
  /** Takes the place of what was said before. */
  save(tenant: string, order: string, shipment: Shipment): Promise<void>;
}

/** The store's space for shipments. */
export const SHIPMENT_SPACE = 'shipment';

/** Shipments in a space of the store. */
export function storedShipments(store: Store): Shipments {
  return {
    find: (tenant, order) => store.get<Shipment>(SHIPMENT_SPACE, `${tenant}:${order}`),
    async save(tenant, order, shipment) {
      const row = { value: shipment, tenant, state: shipment.status, due: null };
      await store.update([{ space: SHIPMENT_SPACE, key: `${tenant}:${order}` }], () => ({
        rows: [row],
        result: null,
      }));
    },
  };
}
