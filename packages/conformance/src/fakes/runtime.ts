import type { Runtime } from '@railyard/core';
import { type FakeClock, fakeClock, type Idle } from './clock.ts';
import { randomFrom } from './random.ts';

/** A runtime whose time, chance and secrets are in the test's hands. */
export interface FakeRuntime extends Runtime, FakeClock {
  /** Everything ever sealed, in order. */
  readonly sealed: readonly Sealed[];
  /** From now on nothing sealed so far can be opened. */
  loseKeys(): void;
}

export interface Sealed {
  readonly text: string;
  readonly label: string;
}

export interface FakeRuntimeOptions {
  readonly seed: number;
  /** SHA-256 in base64url, synchronous. */
  readonly hash: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly start?: number;
  /** A turn of the event loop unless told. */
  readonly idle?: Idle;
}

export function fakeRuntime({
  seed,
  hash,
  start = Date.UTC(2030, 0, 1),
  idle,
}: FakeRuntimeOptions): FakeRuntime {
  const sealed: Sealed[] = [];
  const chance = randomFrom(seed);
  let lost = 0;

  return {
    ...fakeClock(start, idle),
    random: (bytes) => Uint8Array.from({ length: bytes }, () => chance.bits() & 0xff),
    hash,
    sealed,
    seal(text, label) {
      sealed.push({ text, label });
      return `sealed:${sealed.length}`;
    },
    unseal(box, label) {
      const number = Number(box.slice('sealed:'.length));
      const found = number > lost ? sealed[number - 1] : undefined;
      return found?.label === label ? found.text : null;
    },
    loseKeys() {
      lost = sealed.length;
    },
  };
}
