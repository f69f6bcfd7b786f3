export { type Catalogue, fixedCatalogue, type Variant } from './catalogue.ts';
export { type Config, readConfig } from './config.ts';
export { type ApiKey, type ApiKeys, newApiKey, storedKeys } from './keys.ts';
export { type Listener, type ListenOptions, listen } from './listen.ts';
export { type OpenPorts, openPorts } from './ports.ts';
export { type Account, type Seller, type Sellers, storedSellers } from './sellers.ts';
export { compose, type Ports, type Server } from './server.ts';
export { stop } from './start.ts';
