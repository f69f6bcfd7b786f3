const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^[\w-]+\/cart_[\w-]+: /g, ''],
  [/\bcart_[\w-]+/g, 'a cart'],
  [/\batt_[\w-]+/g, 'an attempt'],
  [/\brefund_[\w-]+/g, 'a refund'],
  [/\border_[\w-]+/g, 'an order'],
  [/\bch_\d+/g, 'a charge'],
  [/\bpage_\d+/g, 'a page'],
  [/(?:keyed:|nonce:|tok_)[\w:]+/g, 'a credential'],
  [/\bry1_[\w-]+/g, 'of an attempt'],
  [/"\d+-\d+"/g, 'of a client'],
  [/\w+ client \d+/g, 'a client'],
];

/** Which promise a violation breaks: the violation without the names of its history. */
export function kindOf(violation: string): string {
  return NAMES.reduce((text, [name, kind]) => text.replaceAll(name, kind), violation);
}
