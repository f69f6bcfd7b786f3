/** What the guide is for. */
export interface Place {
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  /** Whether it gives away an API key, and play money; and whether it shows the mail that it sends. */
  readonly sandbox: { readonly showsMail: boolean } | null;
  /** Whether people can let agents in. */
  readonly hasOauth: boolean;
  /** Where the tools are that buy at merchants elsewhere; null where there are none. */
  readonly elsewhere: string | null;
  /** Pages behind a payment, by their paths, with what they cost. */
  readonly paidPages: readonly { readonly path: string; readonly price: string }[];
}

/** The guide, a section after the other. */
export function guideText(place: Place): string {
  const api = `${place.baseUrl}/api/agent`;
  const sections = [
    begin(place),
    cart(api),
    pages(api),
    payments(api),
    rest(api),
    spending(api),
    buyers(api, place),
    more(place),
  ];
  return `${[TITLE, ...sections].join('\n\n')}\n`;
}

const TITLE = `# Railyard reference server

Carts and checkout for agents. A payment is taken exactly once, on whichever rail you pay.

Railyard is the server. Its calls are those of Kifly, a platform of sellers: so names begin with "kifly", API keys with kfa_ and buyers' tokens with kfb_.`;

function begin(place: Place): string {
  const { baseUrl, sandbox } = place;
  const key = sandbox
    ? `GET ${baseUrl}/sandbox gives you one as api_key, without asking who you are.`
    : 'Ask the operator of this platform for one.';
  return `## Before you begin

- API key: ${key} Send it with every call: "Authorization: Bearer kfa_…", or "X-API-Key: kfa_…".
${play(place)}- Idempotency-Key: each call that changes something (all but GET) has a UUID of its own in this header (any other text of up to 255 visible characters will do), and the same one on every retry, also when an answer was lost: then nothing is done or paid twice. All tries to pay one cart are retries of one call.
- Amounts: "amount" of a cart and an order, and all that ends in _cents, are whole minor units: 4999 usd is $49.99. "amount_decimal", "price", and "amount" within an offer are in the currency itself: "49.99".
- Errors are JSON with a stable "error", and "next_action" says what to do. With "retryable": true, wait retry_after_seconds and send the same call again, with the same key; without it, do not. With payment_unresolved, ask the status_url instead of sending the call again.`;
}

function play({ baseUrl, sandbox }: Place): string {
  if (!sandbox) return '';
  const mail = sandbox.showsMail ? ` The mail that is sent here is at ${baseUrl}/sandbox/mail.` : '';
  return `- Play money: the same answer has a wallet and a card, and cards that are refused; stripe.agent.how is the request for a Shared Payment Token.${mail}\n`;
}

function cart(api: string): string {
  return `## Fill a cart

1. Find something. Each product has a variant (kifly:variantId) and its seller (kifly:seller). Without q you see all; limit and seller_handle narrow it down.

    GET ${api}/products?q=stove

2. Make a cart at that seller. The answer has the cart_id.

    POST ${api}/cart
    {"seller_handle":"prairie-supply"}

3. Put the variant into it. Each item in the answer has an item_id. Quantity 0 takes an item out, and so does DELETE.

    POST ${api}/cart/{cart_id}/items
    {"variant_id":"var_camp_stove","quantity":1}

    PATCH ${api}/cart/{cart_id}/items/{item_id}
    {"quantity":2}

    DELETE ${api}/cart/{cart_id}/items/{item_id}

4. Say where it goes; ask the user. Region is a state or province, by its code or its name. delivery_eligible in the answer tells whether the seller delivers there.

    PUT ${api}/cart/{cart_id}/shipping-address
    {"name":"Ann Smith","line1":"1 Main St","city":"Lincoln","region":"NE","postal_code":"68508","country":"US"}

5. Show the user amount_decimal, which has delivery in it once there is an address, and have them agree. status tells whether the cart is open, being_paid or paid.

    GET ${api}/cart/{cart_id}

Then have the user pay on a page, or pay yourself. With kifly_purchasable false the seller sells on their own site alone: a page or a checkout is a hand-off then. The cart needs its address all the same, since users are handed over only to a seller who delivers to them. Give the user its links, handoff.seller.storefront_url where a link is null, and its disclaimer word for word; nothing is bought here, and what it comes to with delivery that site says. A change of a cart closes its payment page.`;
}

function pages(api: string): string {
  return `## The user pays on a page

    POST ${api}/payment-link
    {"cart_id":"cart_4kPx0Zr8TqYw2Lm6Nv1BcD","email":"ann@example.com"}

email is optional: ask for it in plain words ("What e-mail should the receipt go to?"). payment_rail names the rail whose page you want; left out, it is the one that the seller prefers. Where the answer has several "methods", the user chooses between them on the page. Give the user the payment_url. Then ask every 5 seconds for some minutes, while they pay; later, once they say that they have:

    GET ${api}/orders/{session_id}

- action_required: the page is open, and they have not paid yet.
- pending: the payment is on its way. Do not pay again. Some ways to pay, such as a debit from a bank account, take days: after a minute tell the user so, and stop asking.
- paid: it is bought. Tell the user the total and the order_id. Later it is shipped, with carrier and tracking_number where the seller has told them, and delivered.
- unpaid: nothing was paid, and the page is closed, by its time or by a change of the cart. Ask for a new link; but with superseded_by the cart was changed and is paid already, as the order that this names.
- referred: it was a hand-off, and nothing follows.
- refund_due, refunded: the money goes back, and no order comes of it.

Each session_id that you were given keeps working, and so does the order_id.`;
}

function payments(api: string): string {
  return `## You pay

    POST ${api}/cart/{cart_id}/checkout
    {}

Without a payment the answer is 402: no money has moved. "offers" in the body has one entry for each rail, and its "how" says in which header the payment goes; the challenges are in the headers. Send the same call again, with the same Idempotency-Key and the same body, and the payment in that header. The answer is the order, with order_id.

- x402 (USDC): sign the requirement in PAYMENT-REQUIRED with an x402 client, and send it in PAYMENT-SIGNATURE.
- stripe-mpp (a card, by Shared Payment Token): answer the challenge in WWW-Authenticate, and send the credential in Payment-Authorization beside your API key; or send the bare token in "Authorization: Payment spt_…" in place of the key.
- 402 again: no money has moved, details.reason and next_action say why, and there is a new challenge.
- 503 payment_unresolved: it is not certain yet. Do not pay again; ask the status_url after retry_after_seconds, which is more the longer it takes.`;
}

function rest(api: string): string {
  return `## More about sellers, limits and hand-offs

A seller: what it sells in, where it delivers, and for what fee.

    GET ${api}/sellers/{seller_handle}

The rails, with how to pay on each; with seller_handle those of a seller. The one that is preferred is meant where no rail is named.

    GET ${api}/rails?seller_handle=prairie-supply

The most of one item, and the largest total of a cart, which a checkout above it is refused for.

    GET ${api}/limits

How often the links of a hand-off were followed, by its referral_id.

    GET ${api}/referrals/{referral_id}`;
}

function spending(api: string): string {
  return `## What you may spend

An operator may have set limits for your key. What they are, and what is left:

    GET ${api}/budget

- 403 denied: a limit, or a person, forbids the purchase. Nothing was paid. Tell the user; do not try to get around it.
- 403 needs_approval: nothing was paid, and a person was asked by mail. You cannot approve it. Ask once a minute, until expires_at, and leave the cart as it is:

    GET ${api}/approvals/{approval_id}

When status is approved, send the same checkout or payment-link again, with the same body and the same Idempotency-Key: approving pays nothing by itself. denied stays denied. After expired the same call asks a person anew.

A key with the scope approval:write, which is never an agent's, decides here; nobody decides about what they want to pay themselves.

    POST ${api}/approvals/{approval_id}/decision
    {"decision":"approved"}`;
}

function buyers(api: string, { hasOauth }: Place): string {
  const signedIn = hasOauth
    ? ' A person who has signed in for you has allowed you the carts and orders that you make, and is asked for the code all the same.'
    : '';
  return `## Buyers who want to be remembered

Nobody needs this to buy. It keeps a name, an address and a list of orders. Ask in plain words for the e-mail, and for the code; never ask for a token.${signedIn}

1. Have a code mailed. "code" does it again, also for an address that nobody has registered.

    POST ${api}/buyers
    {"email":"ann@example.com","name":"Ann Smith"}

    POST ${api}/buyers/code
    {"email":"ann@example.com"}

2. Get a token for the six digits. Keep it for their next purchases, and show it to nobody.

    POST ${api}/buyers/verify
    {"email":"ann@example.com","code":"123456"}

3. Send it as "buyer_token" in the body of a payment-link or a checkout: buyer_token_status in the answer tells whether the token of that very call was applied. Send it in the header X-Buyer-Token to read the profile, and the orders, which are listed some seconds after they were paid.

    GET ${api}/buyer

    GET ${api}/buyer/orders`;
}

function more({ baseUrl, hasOauth, elsewhere, paidPages }: Place): string {
  const sold = paidPages.map(({ path, price }) => `- GET ${baseUrl}${path}: ${price}`);
  const letIn = hasOauth
    ? ', or without one: the header WWW-Authenticate of the 401 says how a person lets you in, by OAuth 2.1'
    : '';
  return [
    ...(sold.length > 0 ? ['## Pages that are paid for, without an API key', '', ...sold, ''] : []),
    '## More',
    '',
    `- The same as tools, over MCP: ${baseUrl}/mcp, with the same API key${letIn}`,
    `- For users of a tenant who have a token of its own: the tools of ComOS, over MCP at ${baseUrl}/comos/mcp`,
    ...(elsewhere === null
      ? []
      : [`- Tools that buy at merchants elsewhere, with a card for each purchase, over MCP: ${elsewhere}`]),
    `- The whole API: ${baseUrl}/openapi.json, and for people ${baseUrl}/reference`,
  ].join('\n');
}
