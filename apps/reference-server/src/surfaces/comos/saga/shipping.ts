import { z } from '@hono/zod-openapi';
import { RailError, toDecimal } from '@railyard/core';
import type { DeliveryOption } from '../../../sellers.ts';
import { type Calling, type Surface, sellerOf } from '../surface.ts';
import { answered, checkStatus, ownStanding, type SagaInput, sagaInput } from './ask.ts';
import { deliver, isSame, optionsOf } from './delivery.ts';
import { chosenOption, type SagaView, type Standing } from './view.ts';

export const selectInput = sagaInput.extend({
  carrierId: z.string().min(1).max(100).describe('carrierId of an option from checkout_shipping_options'),
  serviceId: z.string().min(1).max(100).describe('serviceId of the same option'),
});

/** A way to deliver. Amounts are minor units of `currency`. */
export interface OptionView {
  readonly carrierId: string;
  readonly serviceId: string;
  readonly title: string;
  readonly price: number;
  readonly priceDecimal: string;
  readonly currency: string;
  readonly estimatedDays: { readonly min: number; readonly max: number };
  /** It applies where none is selected. */
  readonly isDefault: boolean;
  readonly isSelected: boolean;
}

/** Lists the ways to deliver a checkout to its address. */
export async function listOptions(
  surface: Surface,
  calling: Calling,
  { sagaId }: SagaInput,
): Promise<{ readonly options: readonly OptionView[] }> {
  const standing = await ownStanding(surface, calling, sagaId);
  const { cart } = standing;
  const chosen = chosenOption(standing);
  const options = await optionsFor(surface, standing);
  return {
    options: options.map((option, at) => ({
      carrierId: option.carrier,
      serviceId: option.service,
      title: option.title,
      price: option.price,
      priceDecimal: toDecimal({ amount: option.price, currency: cart.currency }),
      currency: cart.currency,
      estimatedDays: { min: option.days[0], max: option.days[1] },
      isDefault: at === 0,
      isSelected: chosen !== null && isSame(option, chosen),
    })),
  };
}

/** Chooses a way to deliver, and has the total follow. A page that is open is closed first. */
export async function selectShipping(
  surface: Surface,
  calling: Calling,
  { sagaId, carrierId: carrier, serviceId: service }: z.output<typeof selectInput>,
): Promise<SagaView> {
  const standing = await ownStanding(surface, calling, sagaId);
  checkStatus(standing, ['pending', 'payment_pending']);
  const { saga, cart } = standing;
  const options = await optionsFor(surface, standing);
  const option = options.find((one) => isSame(one, { carrier, service }));
  if (!option) throw noOption(options);
  return answered(surface, saga, async () => {
    const wanted = { shipTo: cart.shipTo, option, fee: option.price };
    await deliver(surface, saga, { cart, wanted });
    return null;
  });
}

async function optionsFor(surface: Surface, { cart }: Standing): Promise<readonly DeliveryOption[]> {
  return optionsOf(surface, { seller: await sellerOf(surface, cart.seller), cart, shipTo: cart.shipTo });
}

function noOption(options: readonly DeliveryOption[]): RailError {
  return new RailError('invalid_shipping', 'The order cannot be delivered in this way.', {
    details: {
      options: options.map(({ carrier: carrierId, service: serviceId }) => ({ carrierId, serviceId })),
    },
    nextAction: 'Take a carrierId and the serviceId beside it from checkout_shipping_options.',
  });
}
