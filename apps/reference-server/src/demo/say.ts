/** Tells whoever watches the demo one line. */
export type Say = (line: string) => void;
