/** Chance that is the same for the same seed, on every machine. */
export interface Random {
  /** 32 bits. */
  bits(): number;
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;

  function bits(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const below = (end: number): number => Math.floor((bits() / 2 ** 32) * end);

  return {
    bits,
    below,
    chance: (probability) => bits() / 2 ** 32 < probability,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}
