/**
 * Remembers answers about values that repeat from row to row (days, words, cells). When it has seen too many different
 * ones it forgets all and begins again, so a long file takes no more memory than a short one.
 */
export function memo<Key, Value>(work: (key: Key) => Value, most = 50_000): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = work(key);
    if (known.size >= most) known.clear();
    known.set(key, value);
    return value;
  };
}
