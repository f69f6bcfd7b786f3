// The shortest and the longest number of a card, ISO/IEC 7812-1.
const [SHORTEST, LONGEST] = [12, 19];

/**
 * Whether a text may hold the number of a card that ends in these digits, whatever stands between its digits and around
 * it; the number of any card, and nothing but it, when these are not known.
 */
export function mayHoldNumber(text: string, last4: string | null): boolean {
  const runs = text.replaceAll(/[^0-9a-z]/gi, '').match(/\d{12,}/g) ?? [];
  return runs.some((run) => {
    const isAsLong = run.length <= LONGEST;
    if (last4 === null) return isAsLong && isChecked(run);
    // Also where a digit is wrong, or others stand around it.
    return (isAsLong && run.endsWith(last4)) || windowsOf(run).some((part) => isNumber(part, last4));
  });
}

/** The same text, without its digits where these may be the number of a card: for what is shown of a merchant's words. */
export function withoutNumber(text: string): string {
  return mayHoldNumber(text, null) ? text.replaceAll(/\d/g, '•') : text;
}

function isNumber(part: string, last4: string): boolean {
  return part.endsWith(last4) && isChecked(part);
}

function windowsOf(run: string): readonly string[] {
  const lengths = Array.from({ length: LONGEST - SHORTEST + 1 }, (_, more) => SHORTEST + more);
  return lengths.flatMap((length) =>
    Array.from({ length: Math.max(0, run.length - length + 1) }, (_, at) => run.slice(at, at + length)),
  );
}

/** Whether the last digit is the check digit of the others. */
function isChecked(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
