export {
  type Expectation,
  evilRail,
  type Misbehaviour,
  misbehaviours,
} from './fakes/evil.ts';
export type { Fault } from './fakes/fault.ts';
export { hostedRail } from './fakes/hosted.ts';
export { keyedRail } from './fakes/keyed.ts';
export { type Mortal, mortal, type Surroundings } from './fakes/mortal.ts';
export { encodeNonce, nonceRail } from './fakes/nonce.ts';
export { type Call, type FakeProvider, fakeProvider } from './fakes/provider.ts';
export { type FakeRuntime, type FakeRuntimeOptions, fakeRuntime } from './fakes/runtime.ts';
export type { Authorization, Charge, Operation } from './fakes/wire.ts';
export {
  checkRail,
  type Fate,
  type LawResult,
  type RailBench,
  type RailBook,
  type RailLaw,
  type RailReport,
  type RailSubject,
  type RailVerdict,
  type RailWorld,
  railLaws,
  testRail,
} from './rail.ts';
export type { TestRunner } from './runner.ts';
export {
  type OpenOptions,
  type OpenStore,
  type StoreFactory,
  type StoreLaw,
  storeLaws,
  testStore,
  type Written,
} from './store.ts';
