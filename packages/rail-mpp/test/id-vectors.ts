// Vectors of the conformance suite of the Machine Payments Protocol (tempoxyz/mpp-tools, conformance, MIT).

type Request = Readonly<Record<string, unknown>>;

export interface IdVector {
  readonly name: string;
  readonly secret: string;
  readonly realm: string;
  readonly method: string;
  readonly intent: string;
  readonly request: Request;
  readonly expires?: string;
  readonly digest?: string;
  readonly header?: string;
  readonly opaque?: string;
  readonly id: string;
}

const MILLION: Request = { amount: '1000000' };
const TOKEN = '0x20c0000000000000000000000000000000000001';
const PAID: Request = {
  amount: '1000000',
  currency: TOKEN,
  recipient: '0x1234567890abcdef1234567890abcdef12345678',
};
const HUNDRED: Request = { amount: '100', currency: '0xabc', recipient: '0xdef' };

const usual = {
  secret: 'test-vector-secret-minimum-32-byte-secret',
  realm: 'api.example.com',
  method: 'tempo',
  intent: 'charge',
  request: MILLION,
};
const other = { ...usual, secret: 'test-secret-key-12345-minimum-32-byte-secret' };
const server = { ...usual, secret: 'secret-key', request: HUNDRED, expires: '2099-01-01T00:00:00Z' };

export const IDS: readonly IdVector[] = [
  { ...usual, name: 'required fields', id: '6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0' },
  {
    ...usual,
    name: 'expires',
    expires: '2025-01-06T12:00:00Z',
    id: 'ZcHgfEi5_Qyda9NQwUzamsCgCcWXw6N6EH2NLyaSTlg',
  },
  {
    ...usual,
    name: 'digest',
    digest: 'sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE',
    id: 'vwnOtW2kwdujK9_uC_taI2e6Jwq86Jwogvq9m--i8eQ',
  },
  {
    ...usual,
    name: 'expires and digest',
    expires: '2025-01-06T12:00:00Z',
    digest: 'sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE',
    id: 'HSUJV7QH1E135PSDPlrZ5cLoozV3bv5T4vfVdS3Xyzk',
  },
  { ...usual, name: 'opaque', opaque: 'trace-123', id: '1XJ-Ti0DACNe3E1zHvwH6OdnKlhUx6xKxDbhJyexng4' },
  {
    ...usual,
    name: 'header Payment-Authorization',
    header: 'Payment-Authorization',
    id: 're8MIMJYpIJ0r_aiizscg6ghtipQM8IpOa_NtpwIU8E',
  },
  {
    ...usual,
    name: 'header Authorization, which is no header',
    header: 'Authorization',
    id: '6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0',
  },
  {
    ...usual,
    name: 'a route in opaque',
    request: { amount: '1000' },
    opaque: 'eyJyb3V0ZSI6Ii9hcGkvcHJlbWl1bSJ9',
    id: 'qKB3Cm8efoWftvkRf43R5GxatYiXuZPxhs2kA3CvxGM',
  },
  {
    ...usual,
    name: 'several fields',
    request: { amount: '1000000', currency: '0x1234', recipient: '0xabcd' },
    id: 'I8ZLhCXrskUbWuwYSSM0My-wk3mnL9_w8cDlEcs2UFo',
  },
  {
    ...usual,
    name: 'nested method details',
    request: { amount: '1000000', currency: '0x1234', methodDetails: { chainId: 42431 } },
    id: 'W8sYOWDDrcuRcku27vjJoqLX0uAnBmql7qAOuQwdmPo',
  },
  {
    ...usual,
    name: 'characters that HTML escapes',
    request: {
      amount: '1500',
      currency: 'USD',
      description: 'Access <premium> & analytics',
      recipient: 'merchant',
    },
    id: 'iU2QdYw_u-prmGZWxm58jeBakeYE-ib_u77f9vcW76E',
  },
  {
    ...usual,
    name: 'a resource with a query',
    request: {
      amount: '1000',
      currency: 'USD',
      recipient: 'merchant',
      resource: '/charge/query-replay?tier=basic',
    },
    id: 'ge6Ckot8ZHZB_S-6OOlzuKOnUhndJIUarP-zPCtzleE',
  },
  {
    ...usual,
    name: 'an external id',
    request: { amount: '2500', currency: 'USD', externalId: 'server-order-123', recipient: 'merchant' },
    id: 'PyzaHuf-58VJxeH7oErmMTlnKZZ5yYzRVueWW0MK1hI',
  },
  {
    ...usual,
    name: 'a policy for fees',
    request: {
      amount: '5000',
      currency: 'USD',
      methodDetails: { chainId: 42431, feePayer: true, maxFeePerGas: '1000000' },
      recipient: 'merchant',
    },
    id: 'Z-51rg0Ds7Xd9FnWiXT3aOs4vyuScuZkxnk-BNRy8QE',
  },
  { ...usual, name: 'an empty request', request: {}, id: 'SMpxo_gPWGquX9vAZ-b_OIPsHO3kfdY2s73946Mnwc0' },
  {
    ...usual,
    name: 'another realm',
    realm: 'payments.other.com',
    id: 'NiwWsOUeZDNPegltJVbOHVKR4hHbZR5tnoQ80DVrqyY',
  },
  { ...usual, name: 'method stripe', method: 'stripe', id: 'IPY59YD2ZWmf3yXnZxbQgYoYejrVB9Nh_rpSkrOeSG0' },
  { ...usual, name: 'intent session', intent: 'session', id: '3bUB3LSxOG-lexqNCMGiV-p_j1UeibqWlA-saIiwo5A' },
  {
    ...other,
    name: 'another secret',
    request: PAID,
    id: 'Go8tV1muorsPUY3eQxjQ2oBMBDRPuK-jdO_E2sbtti8',
  },
  {
    ...other,
    name: 'expires, another secret',
    request: { amount: '5000000', currency: TOKEN, recipient: '0xabcdef1234567890abcdef1234567890abcdef12' },
    expires: '2026-01-29T12:00:00Z',
    id: 'DAgfntQtAmV_y2J9YWUh-UKvwRTxXhMCvX0uOFzvfOE',
  },
  {
    ...usual,
    name: 'digest, a third secret',
    secret: 'my-server-secret-minimum-32-byte-secret',
    realm: 'payments.example.org',
    request: { amount: '250000', currency: 'USD', recipient: '0x9999999999999999999999999999999999999999' },
    digest: 'sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=',
    id: 'Wck1EzUjlCJIEPEyaYpuZ_8GxC-0TWZPJYcBTH6fwdU',
  },
  {
    ...usual,
    name: 'everything, a fourth secret',
    secret: 'test-secret-abc123-minimum-32-byte-secret',
    realm: 'api.tempo.xyz',
    request: {
      amount: '10000000',
      currency: TOKEN,
      recipient: '0x742d35Cc6634C0532925a3b844Bc9e7595f1B0F2',
      description: 'API access fee',
      externalId: 'order-12345',
    },
    expires: '2026-02-01T00:00:00Z',
    digest: 'sha-256=abc123def456',
    id: '_pLIgk1zfLjIqa1aXziYSyyHZLQZQ1WXCBSa3-DK6_E',
  },
  {
    ...usual,
    name: 'a fifth secret',
    secret: 'different-secret-key-minimum-32-byte-secret',
    request: PAID,
    id: 'iox5xpRvWhpAMaIlMZIKRJHGOIiCNDJrE28AljJJzyE',
  },
  {
    ...usual,
    name: 'intent authorize',
    secret: 'test-key-minimum-32-byte-secret-key',
    realm: 'test.example.com',
    intent: 'authorize',
    request: {},
    id: 'XOelcFKZ14F8K1KtmsQsN-PKrpBg2_pwnLg0HJUOd1g',
  },
  {
    ...usual,
    name: 'text beyond ASCII',
    secret: 'unicode-test-key-minimum-32-byte-secret',
    request: {
      amount: '100',
      currency: 'EUR',
      recipient: '0x1111111111111111111111111111111111111111',
      description: 'Payment for café ☕',
    },
    id: '-UB9jxfPEvTmFw7qvLmqJhDZ-lJ-noCp15ROxPHC4BE',
  },
  {
    ...usual,
    name: 'nested method details, another secret',
    secret: 'nested-test-key-minimum-32-byte-secret',
    realm: 'api.tempo.xyz',
    request: {
      amount: '5000000',
      currency: TOKEN,
      recipient: '0x2222222222222222222222222222222222222222',
      methodDetails: { chainId: 42431, feePayer: true },
    },
    id: 'rWfhir6e_bnIQdbh6tHUosPEHnxLIaWRDWs-zNHeYug',
  },
  {
    ...usual,
    name: 'names in mixed case',
    secret: 'case-sensitive-key-minimum-32-bytes',
    request: { amount: '1000000', Currency: 'USD', ZONE: 'eu-1', network: { chainId: 42431, Layer: 'L2' } },
    id: 'oUJHedaukLx579-B6Apbsw_r17uJOqERHjQRjCVhP0M',
  },
  { ...server, name: 'a server that verifies', id: 'Ip25HCkqcMaW6FT_ziOG9BT58-7_KEwkzhdUwX8tmI8' },
  {
    ...server,
    name: 'a server that verifies, expired',
    expires: '2020-01-01T00:00:00Z',
    id: 'FvOsbLHtxODU_85N-iRtmoHPXtWdslgkA-vT15rLMXo',
  },
  {
    ...server,
    name: 'a server that verifies, another realm',
    realm: 'other.example.com',
    id: '5bvdhCxnhMgsFeY9fTRAC3VmMt0Ld6DXzxEJJYy3xwA',
  },
  {
    ...server,
    name: 'a server that verifies, another amount',
    request: { ...HUNDRED, amount: '101' },
    id: '7GP4Y_f3WLVmwN1x7chOMK1TfJrwoBRnmKm2k_YpuVM',
  },
];
