export {
  type OpenStore,
  type StoreFactory,
  type StoreLaw,
  storeLaws,
  type TestRunner,
  testStore,
} from './store.ts';
