/** Asks the control door: a body is posted. */
export type Ask = (path: string, body?: object) => Promise<unknown>;
