import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { PaymentRequirementsV1Schema, parsePaymentRequired } from '@x402/core/schemas';
import {
  appendPaymentIdentifierToExtensions,
  isPaymentIdentifierExtension,
} from '@x402/extensions/payment-identifier';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortened } from '../src/wire/bounds.ts';
import { encodeChallenge } from '../src/wire/challenge.ts';
import { encodeReceipt } from '../src/wire/receipt.ts';
import { mount } from './mount.ts';
import { PAY_TO, payer, purchase, requestWith, SEPOLIA_USDC } from './payer.ts';

const requirement = {
  scheme: 'exact',
  network: 'eip155:84532',
  asset: SEPOLIA_USDC,
  amount: '49990000',
  payTo: PAY_TO,
  maxTimeoutSeconds: 300,
  extra: { name: 'USDC', version: '2' },
} as const;
const text = {
  resource: 'https://shop.example/checkout',
  realm: undefined,
  description: undefined,
  summary: undefined,
  amount: '49.99',
  network: { name: 'Base Sepolia', v1: 'base-sepolia' },
};

describe('a challenge', () => {
  it('is what the official client reads', () => {
    const { headers } = encodeChallenge(requirement, {
      ...text,
      realm: 'Tea shop',
      summary: 'Thé vert ☕',
    });
    const decoded = decodePaymentRequiredHeader(headers['PAYMENT-REQUIRED'] ?? '');
    expect(parsePaymentRequired(decoded).success).toBe(true);
    expect(decoded.accepts).toEqual([requirement]);
    expect(decoded.resource).toEqual({
      url: text.resource,
      description: 'Thé vert ☕',
      serviceName: 'Tea shop',
    });
  });

  it('is what a client of version 1 reads in the body', () => {
    const { body } = encodeChallenge(requirement, { ...text, description: 'Tea' });
    expect(body.x402Version).toBe(1);
    const [asked] = body.accepts as unknown[];
    expect(PaymentRequirementsV1Schema.parse(asked)).toEqual(asked);
    expect(asked).toEqual({
      scheme: 'exact',
      network: 'base-sepolia',
      maxAmountRequired: '49990000',
      resource: 'https://shop.example/checkout',
      description: 'Tea',
      mimeType: 'application/json',
      payTo: PAY_TO,
      maxTimeoutSeconds: 300,
      asset: SEPOLIA_USDC,
      extra: { name: 'USDC', version: '2' },
    });
  });

  it('S1.38 names network, currency, decimal amount and address in X-Payment-Required', () => {
    const { headers } = encodeChallenge(requirement, {
      ...text,
      network: { name: 'Base', v1: 'base' },
    });
    expect(headers['X-Payment-Required']).toBe(
      `{"network":"base","currency":"USDC","amount":"49.99","address":"${PAY_TO}"}`,
    );
  });

  it('declares the payment identifier in a form that the official extension fills in', () => {
    const { headers } = encodeChallenge(requirement, text);
    const { extensions = {} } = decodePaymentRequiredHeader(headers['PAYMENT-REQUIRED'] ?? '');
    expect(isPaymentIdentifierExtension(extensions['payment-identifier'])).toBe(true);
    appendPaymentIdentifierToExtensions(extensions, 'x'.repeat(16));
    expect(extensions['payment-identifier']).toMatchObject({ info: { id: 'x'.repeat(16) } });
  });

  it('stays under 2 kB and in ASCII whatever the address, the description and the realm', () => {
    const plain = fc.string({ unit: 'grapheme', maxLength: 200 }).map((value) =>
      Array.from(value.replace(/\p{Cc}/gu, ''))
        .slice(0, 200)
        .join(''),
    );
    const description = fc.oneof(
      plain,
      fc.constantFrom('"'.repeat(200), '\\'.repeat(200), '𝕏'.repeat(200), '茶'.repeat(200)),
    );
    const resource = fc.oneof(
      fc.webUrl({ withQueryParameters: true, size: 'xlarge' }),
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.constantFrom(
        `mcp://tool/${'x'.repeat(3_000)}`,
        `mcp://tool/${'\\'.repeat(390)}`,
        `tea:${'"'.repeat(390)}`,
        `https://shop.example/${'x'.repeat(379)}`,
        '"'.repeat(400),
      ),
    );
    const realm = fc.constantFrom('R'.repeat(32), '"'.repeat(32), '\\'.repeat(32));
    fc.assert(
      fc.property(resource, description, realm, (address, about, name) => {
        const { headers } = encodeChallenge(
          { ...requirement, amount: '90071992547409910000', maxTimeoutSeconds: Number.MAX_SAFE_INTEGER },
          { ...text, resource: address, realm: name, summary: shortened(about), amount: '90071992547409.91' },
        );
        const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}\r\n`);
        expect(lines.join('').length).toBeLessThan(2_000);
        expect(lines.join('')).toMatch(/^[\x20-\x7e\r\n]+$/);
        const decoded = decodePaymentRequiredHeader(headers['PAYMENT-REQUIRED'] ?? '');
        expect(decoded.resource.url).toMatch(/^[\x21-\x7e]*$/);
        expect(about.startsWith(decoded.resource.description?.replace(/…$/u, '') ?? '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('shortens a description in the header, between two characters, and not in the body', async () => {
    const description = '𝕏'.repeat(200);
    const { rail, context } = mount({ description });
    const { headers, body } = await rail.challenge(purchase, { ...context, request: requestWith({}) });
    const { resource } = decodePaymentRequiredHeader(headers['PAYMENT-REQUIRED'] ?? '');
    expect(resource.description).toMatch(/^𝕏{50,}…$/u);
    expect(body).toMatchObject({ accepts: [{ description }] });
  });

  it('tells a language model the amount in dollars and which cap of the official clients to raise', () => {
    const { offer } = encodeChallenge(requirement, text);
    expect(offer).toMatchObject({
      amount: '49.99',
      currency: 'USDC',
      network: 'Base Sepolia',
      pay_to: PAY_TO,
    });
    expect(offer.spend_cap).toContain('spendControls.maxAmountPerPayment to "$49.99"');
  });

  it('says nothing of a cap where the official clients pay without one that is raised', () => {
    const warned = ['50000', '1000000', '1000001'].filter(
      (amount) => 'spend_cap' in encodeChallenge({ ...requirement, amount }, text).offer,
    );
    expect(warned).toEqual(['1000001']);
  });
});

describe('a receipt', () => {
  it('is what official clients of both versions read', () => {
    const transaction = `0x${'ab'.repeat(32)}`;
    const network = { caip2: 'eip155:84532', v1: 'base-sepolia' };
    const { headers } = encodeReceipt({ transaction, network, payer: payer.address });
    const read = (name: string) => decodePaymentResponseHeader(headers[name] ?? '');
    const paid = { success: true, transaction, payer: payer.address };
    expect(read('PAYMENT-RESPONSE')).toEqual({ ...paid, network: 'eip155:84532' });
    expect(read('X-PAYMENT-RESPONSE')).toEqual({ ...paid, network: 'base-sepolia' });
  });
});
