import { type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import { LIFETIMES } from './lifetimes.ts';
import type { Records } from './records.ts';

/** Where a session is found by the name that other records know it by. */
const BY_UID = 'SessionUid';

/** What the library keeps, as records. A token is good as long as the grant that it belongs to is there. */
export function adapterOf(records: Records): AdapterFactory {
  async function find(kind: string, name: string): Promise<AdapterPayload | undefined> {
    const found = await records.find<AdapterPayload>(kind, name);
    return found ? { ...found.value, ...(found.isUsed && { consumed: true }) } : undefined;
  }
  function endGrant(grant: string): Promise<void> {
    return records.drop('Grant', grant);
  }

  return (model) => ({
    async upsert(id, payload, seconds = LIFETIMES.unusedClient) {
      const nameless = { ...payload, jti: undefined };
      await records.put(model, id, nameless, seconds);
      if (payload.uid !== undefined) await records.put(BY_UID, payload.uid, nameless, seconds);
    },
    async find(id) {
      const payload = await find(model, id);
      return payload && { ...payload, jti: id };
    },
    findByUid: (uid) => find(BY_UID, uid),
    findByUserCode: () => Promise.resolve(undefined),
    async destroy(id) {
      const payload = await find(model, id);
      await records.drop(model, id);
      if (payload?.uid !== undefined) await records.drop(BY_UID, payload.uid);
    },
    async consume(id) {
      if (await records.use(model, id)) return;
      // Of two who show it at once, one has it from somewhere else.
      const payload = await find(model, id);
      if (payload?.grantId !== undefined) await endGrant(payload.grantId);
      throw new errors.InvalidGrant('it was used before');
    },
    revokeByGrantId: endGrant,
  });
}
