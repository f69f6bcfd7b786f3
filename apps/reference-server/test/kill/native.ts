// Loads the native module as rail-x402 does, by a name that no bundler sees.
const NATIVE: string = 'secp256k1/bindings.js';
await import(NATIVE);
console.log('native');
