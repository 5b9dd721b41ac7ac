export { type EmbeddedBroker, type EmbeddedBrokerOptions, startEmbeddedBroker } from './broker.ts';
