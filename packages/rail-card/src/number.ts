// The shortest and the longest number of a card, ISO/IEC 7812-1.
const [SHORTEST, LONGEST] = [12, 19];

/**
 * Whether a text may hold the number of a card that ends in these digits, whatever stands between its digits and around
 * it; of any card when these are not known.
 */
export function mayHoldNumber(text: string, last4: string | null): boolean {
  const runs = text.replaceAll(/[^0-9a-z]/gi, '').match(/\d{12,}/g) ?? [];
  return runs.some((run) => isNumber(run, last4) || windowsOf(run).some((part) => isIn(part, last4)));
}

/** A whole run of digits that could be the number, also where a digit is wrong. */
function isNumber(run: string, last4: string | null): boolean {
  return last4 !== null && run.length <= LONGEST && run.endsWith(last4);
}

/** A part of a longer run that is the number. */
function isIn(part: string, last4: string | null): boolean {
  return (last4 === null || part.endsWith(last4)) && isChecked(part);
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
