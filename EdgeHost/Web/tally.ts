/** How often each word is held: filters offer what is there without reading the whole queue again. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(words: Iterable<string>, by: 1 | -1): void {
    for (const word of words) {
      const count = (this.#counts.get(word) ?? 0) + by;
      if (count > 0) this.#counts.set(word, count);
      else this.#counts.delete(word);
    }
  }

  clear(): void {
    this.#counts.clear();
  }

  sorted(): string[] {
    return [...this.#counts.keys()].sort();
  }
}
