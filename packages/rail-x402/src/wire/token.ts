/** Topic of `Transfer(address,address,uint256)` (ERC-20). */
export const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
/** Topic of `AuthorizationUsed(address,bytes32)` (EIP-3009). */
export const AUTHORIZATION_USED = '0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5';
/** Topic of `AuthorizationCanceled(address,bytes32)` (EIP-3009). */
export const AUTHORIZATION_CANCELED = '0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81';

/** What the token contract knows an authorization by. Hex is in lower case. */
export interface AuthorizationKey {
  readonly token: string;
  readonly payer: string;
  readonly nonce: string;
}

/** Call data of `authorizationState(address,bytes32)`. */
export function authorizationState(payer: string, nonce: string): string {
  return `0xe94a0102${word(payer).slice(2)}${nonce.slice(2)}`;
}

/** Call data of `balanceOf(address)`. */
export function balanceOf(holder: string): string {
  return `0x70a08231${word(holder).slice(2)}`;
}

/** An address or number in hex, as 32 bytes. */
export function word(hex: string): string {
  return `0x${hex.slice(2).padStart(64, '0')}`;
}
