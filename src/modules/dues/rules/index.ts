/** The rules of the dues book: pure, each month judged by the rule of its own time. */
export * from './values.ts';
export * from './book.ts';
