/** Tells its listeners a value of one known type; what one of them does wrong does not reach the sender or the others. */
export class Signal<T = void> {
  readonly #listeners: ((value: T) => void)[] = [];

  on(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }

  emit(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (problem) {
        reportError(problem);
      }
    }
  }
}
