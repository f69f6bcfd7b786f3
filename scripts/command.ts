/** A whole number from 1 to 1000000, as a command line has it. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1_000_000) throw new Error(`${text} is no such number.`);
  return value;
}

/** A seed of nobody's choice. */
export function anySeed(): string {
  return String(1 + Math.floor(Math.random() * 1_000_000));
}

/** Is aborted by Ctrl-C, so that all that was started can be ended first. */
export function stoppable(): AbortController {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopping.abort(new Error(`Ended by ${signal}.`)));
  }
  return stopping;
}

/** Runs a command; what it throws is said in one line, and ends it with exit code 1. */
export async function command(run: () => Promise<'fine' | 'broken'>): Promise<void> {
  try {
    if ((await run()) === 'broken') process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
