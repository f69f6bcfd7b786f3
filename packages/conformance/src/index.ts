export type { Fault } from './fakes/fault.ts';
export { hostedRail } from './fakes/hosted.ts';
export { keyedRail } from './fakes/keyed.ts';
export { type Mortal, mortal, type Surroundings } from './fakes/mortal.ts';
export { encodeNonce, nonceRail } from './fakes/nonce.ts';
export { type Call, type FakeProvider, fakeProvider } from './fakes/provider.ts';
export { type FakeRuntime, type FakeRuntimeOptions, fakeRuntime } from './fakes/runtime.ts';
export type { Authorization, Charge, Operation } from './fakes/wire.ts';
export {
  type OpenStore,
  type StoreFactory,
  type StoreLaw,
  storeLaws,
  type TestRunner,
  testStore,
} from './store.ts';
