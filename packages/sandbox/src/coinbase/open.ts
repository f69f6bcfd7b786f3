import { bytesOf, draw } from '../provider/letters.ts';
import { Table } from '../provider/table.ts';
import type { State } from './state.ts';

/** A Coinbase to which nothing has happened yet. */
export function emptyState(seed: string): State {
  return {
    seed,
    drawn: 0,
    checkouts: new Table(),
    events: new Table(),
    endpoints: new Table(),
    replies: new Table(),
    deliveries: new Table(),
  };
}

/** The next so many bytes in hexadecimal. The same seed gives the same ones. */
export function drawHex(state: State, bytes: number): string {
  return bytesOf(draw(state), bytes).toString('hex');
}

/** The next UUID. */
export function drawUuid(state: State): string {
  return uuidOf(draw(state));
}

/** The UUID, of version 4, that follows from a text. */
export function uuidOf(text: string): string {
  const bytes = bytesOf(text, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
