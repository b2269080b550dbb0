/**
 * The shared strings of a workbook as one block of UTF-8 and where each begins. A workbook of a million members, saved by a
 * spreadsheet program, has some three million of them: as strings of the language they would take half a gigabyte.
 */
export class SharedStrings {
  private bytes = Buffer.alloc(1024);
  private ends = new Uint32Array(256);
  private used = 0;
  private count = 0;

  /** How much is kept, in bytes. */
  get size(): number {
    return this.used;
  }

  add(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.used + length > this.bytes.length) {
      const larger = Buffer.alloc(Math.ceil((this.used + length) * 1.5));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    if (this.count === this.ends.length) {
      const larger = new Uint32Array(Math.ceil(this.ends.length * 1.5));
      larger.set(this.ends);
      this.ends = larger;
    }
    this.bytes.write(text, this.used);
    this.used += length;
    this.ends[this.count] = this.used;
    this.count += 1;
  }

  /** The text at a place, or undefined beyond the last. */
  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    const from = index === 0 ? 0 : this.ends[index - 1];
    return this.bytes.toString('utf8', from, this.ends[index]);
  }
}
