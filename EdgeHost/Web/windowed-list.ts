/**
 * A list of any length of which only the rows in sight are elements. Rows have one height, so the place of each is known without it.
 * The row in focus stays an element wherever it is; screen readers are told each row's place in the whole.
 */

export interface ListRow {
  item: HTMLLIElement;
  link: HTMLElement;
}

// Rows beyond each edge: Tab finds the next one there, and a short scroll finds them painted.
const BEYOND = 6;

export class WindowedList<R extends ListRow> {
  readonly #list: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #make: (id: string) => R;
  readonly #rows = new Map<string, R>();
  readonly #rowPx: number;
  #ids: readonly string[] = [];
  #setSize = 0;
  #asked = false;

  /**
   * @param list has the row height as --row-height
   * @param scroller scrolls the list where the page itself does not
   */
  constructor(list: HTMLElement, scroller: HTMLElement, make: (id: string) => R) {
    this.#list = list;
    this.#scroller = scroller;
    this.#make = make;
    this.#rowPx = Number.parseFloat(getComputedStyle(list).getPropertyValue('--row-height'));
    const later = (): void => this.#ask();
    document.addEventListener('scroll', later, { capture: true, passive: true });
    window.addEventListener('resize', later);
    new ResizeObserver(later).observe(scroller);
    list.addEventListener('keydown', (press) => this.#jump(press));
  }

  /** The rows that are elements now. */
  get mounted(): Iterable<R> {
    return this.#rows.values();
  }

  /** The id of the row that has the keyboard's focus. */
  get focused(): string | null {
    return this.#ids[this.#focusedAt()] ?? null;
  }

  /** Whether the first row is in sight now, which an observer says only a frame later. */
  get isAtTop(): boolean {
    const sight = this.#sight();
    return sight !== null && sight.top < 1; // the list may begin below the edge, and by parts of a pixel
  }

  row(id: string): R | undefined {
    return this.#rows.get(id);
  }

  /** @param setSize of the whole, of which more may still be loaded; -1 where nobody knows it */
  show(ids: readonly string[], setSize: number): void {
    const anchor = this.#anchor();
    this.#ids = ids;
    this.#setSize = setSize;
    this.#list.style.height = `${ids.length * this.#rowPx}px`;
    if (anchor) this.#keepInPlace(anchor);
    this.#render();
  }

  clear(): void {
    this.#forget(new Set());
    this.show([], 0);
  }

  /** What this row shows has changed. */
  renew(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    const focused = row.link === document.activeElement;
    row.item.remove();
    this.#rows.delete(id);
    this.#render();
    if (focused) this.focus(id);
  }

  focus(id: string): void {
    this.reveal(id);
    this.#rows.get(id)?.link.focus();
  }

  /** Scrolls no further than it must. */
  reveal(id: string): void {
    const at = this.#ids.indexOf(id);
    const sight = this.#sight();
    if (at < 0 || !sight) return;
    const above = at * this.#rowPx - sight.top;
    const below = (at + 1) * this.#rowPx - sight.bottom;
    if (above < 0) this.#scrollBy(above);
    else if (below > 0) this.#scrollBy(below);
    this.#render();
  }

  /** Moves the focus by this many rows, from the one that has it or to the first. */
  move(step: number): void {
    const at = this.#focusedAt();
    const next = this.#ids[at < 0 ? 0 : Math.min(this.#ids.length - 1, Math.max(0, at + step))];
    if (next !== undefined) this.focus(next);
  }

  #jump(press: KeyboardEvent): void {
    if (press.ctrlKey || press.metaKey || press.altKey || (press.key !== 'Home' && press.key !== 'End')) return;
    const target = press.key === 'Home' ? this.#ids[0] : this.#ids.at(-1);
    if (target === undefined) return;
    press.preventDefault();
    this.focus(target);
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#render();
    });
  }

  #render(): void {
    const sight = this.#sight();
    // Hidden, on a narrow screen: what nobody sees is made when the list comes into sight.
    if (!sight) return;
    const first = Math.max(0, Math.floor(sight.top / this.#rowPx) - BEYOND);
    const last = Math.min(this.#ids.length - 1, Math.ceil(sight.bottom / this.#rowPx) + BEYOND);
    const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    const focused = this.#focusedAt();
    if (focused >= 0 && focused < first) places.unshift(focused);
    else if (focused > last) places.push(focused);
    this.#forget(new Set(places.map((at) => this.#ids[at]!)));
    places.forEach((at, i) => this.#place(at, i));
  }

  #forget(keep: ReadonlySet<string>): void {
    for (const [id, row] of this.#rows) {
      if (keep.has(id)) continue;
      row.item.remove();
      this.#rows.delete(id);
    }
  }

  // Order of elements is order of rows: Tab goes by it. Only what moved is touched, so hover and focus of the rest stay.
  #place(at: number, child: number): void {
    const id = this.#ids[at]!;
    const row = this.#rows.get(id) ?? this.#make(id);
    this.#rows.set(id, row);
    row.item.style.top = `${at * this.#rowPx}px`;
    row.item.ariaPosInSet = String(at + 1);
    row.item.ariaSetSize = String(this.#setSize);
    const there = this.#list.children[child];
    if (there !== row.item) this.#list.insertBefore(row.item, there ?? null);
  }

  /** From where to where the list is in sight, in its own pixels; null where it is not shown at all. */
  #sight(): { top: number; bottom: number } | null {
    const list = this.#list.getBoundingClientRect();
    const view = this.#scroller.getBoundingClientRect();
    if (view.width === 0) return null;
    const top = Math.max(0, view.top) - list.top;
    return { top, bottom: Math.max(top, Math.min(window.innerHeight, this.#scrolls() ? view.bottom : Infinity) - list.top) };
  }

  #anchor(): { id: string; at: number } | null {
    const sight = this.#sight();
    if (!sight || sight.top <= 0) return null;
    const at = Math.floor(sight.top / this.#rowPx);
    const id = this.#ids[at];
    return id === undefined ? null : { id, at };
  }

  #keepInPlace(anchor: { id: string; at: number }): void {
    const now = this.#ids.indexOf(anchor.id);
    if (now >= 0 && now !== anchor.at) this.#scrollBy((now - anchor.at) * this.#rowPx);
  }

  #focusedAt(): number {
    for (const [id, row] of this.#rows) if (row.link === document.activeElement) return this.#ids.indexOf(id);
    return -1;
  }

  #scrolls(): boolean {
    return getComputedStyle(this.#scroller).overflowY === 'auto';
  }

  #scrollBy(px: number): void {
    const scroller = this.#scrolls() ? this.#scroller : document.documentElement;
    scroller.scrollTop += px;
  }
}
