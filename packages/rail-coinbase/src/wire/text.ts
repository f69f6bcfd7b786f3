// Control characters, halves of surrogate pairs, and what turns the direction of a text around.
const UNREADABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;

/** Text for a person, in one line of at most so many characters. */
export function plainText(text: string, longest: number): string {
  const plain = text.replace(UNREADABLE, ' ');
  // No character is cut in two.
  return plain.slice(0, Math.max(0, longest)).replace(/\p{Cs}$/u, '');
}

/** Whether a text can be sent as it is. */
export function isPlain(text: string): boolean {
  return plainText(text, text.length) === text;
}
