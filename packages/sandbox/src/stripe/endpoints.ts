import { missing, refused, unsupported } from './errors.ts';
import { listOf, textOf } from './form.ts';
import { REQUEST } from './issuing/issuer.ts';
import { metadataOf } from './metadata.ts';
import type { StripeEndpoint } from './objects.ts';
import { drawId } from './open.ts';
import type { HeldEndpoint, State } from './state.ts';
import type { Work } from './work.ts';

/** An endpoint with its secret, which no other answer shows. */
export function createEndpoint(work: Work): StripeEndpoint & { readonly secret: string } {
  const { form, state, account } = work;
  const url = textOf(form, 'url') ?? '';
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw refused('Invalid URL.', { code: 'url_invalid', param: 'url' });
  const events = listOf(form, 'enabled_events');
  if (events.length === 0) throw refused('Name at least one event.', { param: 'enabled_events' });
  // Whoever decides about authorizations is named in the settings of the account.
  if (events.includes(REQUEST)) throw unsupported('enabled_events');
  const object: StripeEndpoint = {
    ...bareEndpoint(state, work.now, url),
    api_version: textOf(form, 'api_version'),
    description: textOf(form, 'description'),
    enabled_events: [...events],
    metadata: metadataOf(form),
  };
  const secret = drawId(state, 'whsec');
  const of = form.connect === 'true' ? 'connected' : 'own';
  state.endpoints.set(object.id, { account, object, secret, of });
  return { ...object, secret };
}

/** Has all that happens to the seller and the connected account sent to a URL. */
export function listenAt(state: State, now: number, url: string): void {
  const { account, webhookSecret } = state.facts;
  const isKnown = ({ object, of }: HeldEndpoint): boolean => object.url === url && of === 'both';
  if ([...state.endpoints.values()].some(isKnown)) return;
  const object = bareEndpoint(state, now, url);
  state.endpoints.set(object.id, { account, object, secret: webhookSecret, of: 'both' });
}

function bareEndpoint(state: State, created: number, url: string): StripeEndpoint {
  return {
    id: drawId(state, 'we'),
    object: 'webhook_endpoint',
    api_version: null,
    application: null,
    created,
    description: null,
    enabled_events: ['*'],
    livemode: false,
    metadata: {},
    status: 'enabled',
    url,
  };
}

/** Ends an endpoint, and what was on its way to it. */
export function deleteEndpoint({ state, account, id }: Work): object {
  if (state.endpoints.get(id)?.account !== account) throw missing('webhook endpoint', id, 'id', 404);
  state.endpoints.delete(id);
  for (const [at, { endpoint }] of state.deliveries) if (endpoint === id) state.deliveries.delete(at);
  return { id, object: 'webhook_endpoint', deleted: true };
}

/** The endpoints that an event of an account goes to. */
export function endpointsFor(
  { facts, endpoints }: State,
  account: string,
  type: string,
): readonly HeldEndpoint[] {
  const isConnected = account === facts.connected.account;
  return [...endpoints.values()].filter(({ account: owner, of, object: { enabled_events } }) => {
    const own = of !== 'connected' && owner === account;
    const connected = of !== 'own' && isConnected && owner === facts.account;
    return (own || connected) && (enabled_events.includes('*') || enabled_events.includes(type));
  });
}
