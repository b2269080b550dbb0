/** Work of one kind under one key goes one after the other; of all keys together at most so many at once. */
export function turns(most: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const slot = async <T>(work: () => Promise<T>): Promise<T> => {
    while (running >= most) await new Promise<void>((go) => waiting.push(go));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };

  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(
      () => slot(work),
      () => slot(work),
    );
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
