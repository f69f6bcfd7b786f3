/** A text without what no page can show, cut to so many characters at most. It may be empty. */
export function plainText(text: string, most: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  return Array.from(plain).slice(0, most).join('').trim();
}

/** Those texts that are not empty, as plain ones. */
export function filled<Name extends string>(
  texts: Readonly<Record<Name, string | null>>,
  most: number,
): Partial<Record<Name, string>> {
  const some = Object.entries<string | null>(texts)
    .map(([name, text]) => [name, plainText(text ?? '', most)] as const)
    .filter(([, text]) => text !== '');
  return Object.fromEntries(some) as Partial<Record<Name, string>>;
}
