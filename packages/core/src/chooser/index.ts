export { choose } from './choose.ts';
export { type ChooserCall, openChooser } from './open.ts';
export { type AttemptPlace, lookAgain, readChooser, readReturn } from './read.ts';
export type { ChooserMethod } from './record.ts';
export type { PaymentView } from './view.ts';
