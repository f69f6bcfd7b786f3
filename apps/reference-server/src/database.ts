import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RailError } from '@railyard/core';
import { type SqliteStore, sqliteStore } from '@railyard/store-sqlite';
import { PROVIDER_ACCOUNT_SPACE } from './accounts/record.ts';
import { ACTIVATION_SPACE } from './activations.ts';
import { BUYER_CODE_SPACE, BUYER_ORDER_SPACE, BUYER_SPACE } from './buyers/spaces.ts';
import { INVENTORY_SPACE } from './inventory/records.ts';
import { KEY_SPACE } from './keys.ts';
import { LIMITS_SPACE } from './limits.ts';
import { LINKED_ACCOUNT_SPACE, MERCHANT_SPACE } from './merchants/space.ts';
import { OAUTH_SPACE } from './oauth/records.ts';
import { PLATFORM_SPACE } from './own-accounts.ts';
import { PRODUCT_SPACE } from './products.ts';
import { QUOTE_SPACE } from './quotes.ts';
import { CLICK_SPACE } from './referrals/clicks.ts';
import { SEALING_SPACE } from './sealing-keys.ts';
import { SELLER_SPACE } from './sellers.ts';
import { SHIPMENT_SPACE } from './shipments.ts';
import { SPENDING_SPACE } from './spending/space.ts';
import { AGENTCARD_SPACE } from './surfaces/agentcard/records.ts';
import { POINTER_SPACE } from './surfaces/comos/cart/pointer.ts';
import { SAGA_SPACE } from './surfaces/comos/saga/record.ts';
import { TENANT_SPACE } from './tenants.ts';

const SPACES = [
  SELLER_SPACE,
  KEY_SPACE,
  ACTIVATION_SPACE,
  CLICK_SPACE,
  LIMITS_SPACE,
  BUYER_SPACE,
  BUYER_ORDER_SPACE,
  SHIPMENT_SPACE,
  PLATFORM_SPACE,
  PRODUCT_SPACE,
  PROVIDER_ACCOUNT_SPACE,
  LINKED_ACCOUNT_SPACE,
  SAGA_SPACE,
];
const UNLISTED = [
  QUOTE_SPACE,
  BUYER_CODE_SPACE,
  OAUTH_SPACE,
  SEALING_SPACE,
  SPENDING_SPACE,
  INVENTORY_SPACE,
  TENANT_SPACE,
  POINTER_SPACE,
  MERCHANT_SPACE,
  AGENTCARD_SPACE,
];

/** The records in a folder, which several processes may open. Made when they are not there. */
export function openDatabase(folder: string, now = Date.now): SqliteStore {
  return sqliteStore({ file: fileIn(folder), spaces: SPACES, unlisted: UNLISTED, now });
}

/** The same where a server has been started before; throws `configuration` where none has. */
export function reopenDatabase(folder: string): SqliteStore {
  if (existsSync(fileIn(folder))) return openDatabase(folder);
  throw new RailError(
    'configuration',
    `There is no database in "${folder}". Set RAILYARD_FOLDER to the folder of a server that was started before.`,
  );
}

function fileIn(folder: string): string {
  return join(folder, 'railyard.db');
}
