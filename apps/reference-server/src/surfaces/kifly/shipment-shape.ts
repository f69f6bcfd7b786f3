import { z } from '@hono/zod-openapi';
import type { Shipment } from '../../shipments.ts';

/** Where the parcel of a paid order is. */
export const shipmentStatus = ['paid', 'shipped', 'delivered'] as const;

/** What is told of a parcel once the seller has said it. */
export const shipmentOutput = {
  tracking_number: z.string().optional(),
  carrier: z.string().optional(),
};

interface ShipmentMembers extends z.output<z.ZodObject<typeof shipmentOutput>> {
  readonly status: (typeof shipmentStatus)[number];
}

/** The members of a paid order that tell of its parcel. */
export function shapeShipment(shipment: Shipment | null): ShipmentMembers {
  const { status = 'paid', trackingNumber, carrier } = shipment ?? {};
  return {
    status,
    ...(trackingNumber && { tracking_number: trackingNumber }),
    ...(carrier && { carrier }),
  };
}
