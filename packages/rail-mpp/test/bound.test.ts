import { describe, expect, it } from 'vitest';
import { createBound } from '../src/bound.ts';
import { answerTo, headerOf, issue, requestWith, SPT, settingsWith } from './payer.ts';

const OTHER = 'a secret that nobody knows here, 32 bytes or more';
const bound = createBound(settingsWith());
const carrying = (credential: unknown) => requestWith({ authorization: headerOf(credential) });

describe('what a credential was issued to', () => {
  const purpose = {
    tenant: 'tenant_1',
    principal: 'principal_1',
    cart: 'cart_1',
    resource: 'https://shop.example/carts/cart_1/checkout',
  };

  it('is read from a challenge that was signed here, however old it is', () => {
    expect(bound(carrying(answerTo(issue())))).toEqual(purpose);
    expect(bound(carrying(answerTo(issue(settingsWith(), { now: () => 0 }))))).toEqual(purpose);
  });

  it('is read when the key of the caller was displaced by the credential', () => {
    const issued = issue(settingsWith(), { request: requestWith({ authorization: 'Bearer key_1' }) });
    expect(issued.header).toBe('Payment-Authorization');
    expect(bound(carrying(answerTo(issued)))).toEqual(purpose);
  });

  it('is nothing without a signature of ours, for a token alone and for two credentials', () => {
    const forged = { ...issue(), id: issue().id };
    const foreign = issue(settingsWith({ secrets: [OTHER] }));
    const realm = issue(settingsWith({ realm: 'other.example' }));
    const one = headerOf(answerTo(issue()));
    for (const request of [
      requestWith(),
      requestWith({ authorization: 'Bearer key_1' }),
      requestWith({ authorization: `Payment ${SPT}` }),
      requestWith({ authorization: `${one}, ${headerOf(answerTo(issue()))}` }),
      requestWith({ authorization: 'Payment !' }),
      ...[forged, foreign, realm, { ...issue(), opaque: null }].map((issued) => carrying(answerTo(issued))),
    ])
      expect(bound(request)).toBeNull();
  });
});
