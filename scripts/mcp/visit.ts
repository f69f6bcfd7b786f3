import { openSubject, type Subject } from './subject.ts';
import { openTally, type Tally } from './tally.ts';

/** Has a server looked at, says the counts, and ends with exit code 1 when anything failed. */
export async function visit(look: (subject: Subject, tally: Tally) => Promise<void>): Promise<void> {
  const tally = openTally(console.log);
  try {
    const subject = await openSubject(process.env);
    try {
      await look(subject, tally);
    } finally {
      await subject.stop();
    }
  } catch (error) {
    tally.fail('the look as a whole', error instanceof Error ? error.message : String(error));
  }
  if (!tally.close()) process.exitCode = 1;
}
