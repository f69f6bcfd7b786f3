/** Entries by id, which knows those that may have changed: the ones that were set, deleted, or asked for by id. */
export class Table<T> extends Map<string, T> {
  readonly #touched = new Set<string>();

  override get(id: string): T | undefined {
    const entry = super.get(id);
    if (entry !== undefined) this.#touched.add(id);
    return entry;
  }

  override set(id: string, entry: T): this {
    this.#touched.add(id);
    return super.set(id, entry);
  }

  override delete(id: string): boolean {
    this.#touched.add(id);
    return super.delete(id);
  }

  /** What may have changed since the last call; null for an entry that is gone. */
  takeTouched(): readonly (readonly [id: string, entry: T | null])[] {
    const touched = Array.from(this.#touched, (id) => [id, super.get(id) ?? null] as const);
    this.#touched.clear();
    return touched;
  }
}
