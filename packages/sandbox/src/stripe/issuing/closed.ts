import type { State } from '../state.ts';

/** Closes the requests whose decision a kill has prevented: nobody was told that they were approved. */
export function closeRequests({ authorizations }: State): void {
  const open = [...authorizations.values()].filter(({ object }) => object.pending_request !== null);
  for (const { object } of open) {
    const held = authorizations.get(object.id);
    if (held) held.object = { ...held.object, pending_request: null, status: 'closed' };
  }
}
