/** The uncompressed public key behind a compact signature of a hash. Throws when there is none. */
export type Recover = (hash: Uint8Array, signature: Uint8Array, recovery: 0 | 1) => Uint8Array;

/** The fastest recovery there is here: the native peer `secp256k1` if it loads, else the pure one. */
export async function loadRecover(): Promise<Recover> {
  return (await loadNative()) ?? (await loadPure());
}

// The package's own entry falls back to slow JavaScript in silence; this file is the native part alone. Its name
// is not a literal, so that bundlers for other platforms leave it to fail at run time.
const NATIVE: string = 'secp256k1/bindings.js';

interface Native {
  ecdsaRecover(signature: Uint8Array, recovery: number, hash: Uint8Array, compressed: boolean): Uint8Array;
}

/** Recovery by libsecp256k1, or null where it is not installed or has no build for this platform. */
export async function loadNative(): Promise<Recover | null> {
  try {
    const loaded: unknown = await import(/* @vite-ignore */ NATIVE);
    const native = nativeIn(loaded);
    return native && ((hash, signature, recovery) => native.ecdsaRecover(signature, recovery, hash, false));
  } catch {
    return null;
  }
}

/** Recovery in JavaScript, on any platform. */
export async function loadPure(): Promise<Recover> {
  const { secp256k1 } = await import('@noble/curves/secp256k1.js');
  return (hash, signature, recovery) =>
    secp256k1.Signature.fromBytes(signature, 'compact')
      .addRecoveryBit(recovery)
      .recoverPublicKey(hash)
      .toBytes(false);
}

function nativeIn(loaded: unknown): Native | null {
  const module = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : null;
  return isNative(module) ? module : null;
}

function isNative(module: unknown): module is Native {
  return (
    typeof module === 'object' &&
    module !== null &&
    'ecdsaRecover' in module &&
    typeof module.ecdsaRecover === 'function'
  );
}
