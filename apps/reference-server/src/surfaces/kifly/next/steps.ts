/** What a caller does next, in the words of the protocol that it speaks: each is a call, such as `create_cart`. */
export interface Steps {
  readonly search: string;
  readonly makeCart: string;
  readonly addItem: string;
  readonly readCart: string;
  readonly changeItem: string;
  readonly setAddress: string;
  readonly readLimits: string;
  /** How a caller reads what it may spend. */
  readonly readBudget: string;
  readonly readApproval: (id: string) => string;
  readonly sendCode: string;
  readonly verify: string;
  /** How a page is had on which a person pays. */
  readonly openPage: string;
  /** The same for the page of one rail. */
  readonly pageOn: (rail: string) => string;
  /** How an agent gets the challenge of a rail. */
  readonly challengeOf: (rail: string) => string;
  readonly readOrder: (id: string) => string;
  /** Where an idempotency key goes. */
  readonly key: string;
  /** What a call is made of. */
  readonly contents: string;
  /** What to do without a valid API key, in a sentence. */
  readonly apiKey: string;
  /** Where it stands how a person lets the caller in, in a sentence; null where nobody can. */
  readonly signIn: string | null;
}

/** The next steps of who calls over HTTP. */
export function httpSteps(
  baseUrl: string,
  { givesKey, hasOauth }: { readonly givesKey: boolean; readonly hasOauth: boolean },
): Steps {
  const api = `${baseUrl}/api/agent`;
  const from = givesKey
    ? `Take the api_key that GET ${baseUrl}/sandbox gives`
    : 'Ask the operator of this platform for an API key';
  return {
    search: `GET ${api}/products`,
    makeCart: `POST ${api}/cart`,
    addItem: `POST ${api}/cart/{cart_id}/items`,
    readCart: `GET ${api}/cart/{cart_id}`,
    changeItem: `PATCH ${api}/cart/{cart_id}/items/{item_id}`,
    setAddress: `PUT ${api}/cart/{cart_id}/shipping-address`,
    readLimits: `GET ${api}/limits`,
    readBudget: `GET ${api}/budget`,
    readApproval: (id) => `GET ${api}/approvals/${id}`,
    sendCode: `POST ${api}/buyers/code`,
    verify: `POST ${api}/buyers/verify`,
    openPage: `POST ${api}/payment-link with the cart_id`,
    pageOn: (rail) => `POST ${api}/payment-link with payment_rail "${rail}"`,
    challengeOf: () => `POST ${api}/cart/{cart_id}/checkout`,
    readOrder: (id) => `GET ${api}/orders/${id}`,
    key: 'the header Idempotency-Key',
    contents: 'body',
    apiKey: `${from}, and send it as "Authorization: Bearer kfa_…".`,
    signIn: hasOauth ? 'see resource_metadata in the header WWW-Authenticate (OAuth 2.1).' : null,
  };
}
