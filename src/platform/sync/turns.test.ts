import { expect, test } from 'vitest';
import { turns } from './turns.ts';

/** Work that ends when it is told to. */
function worker() {
  const running: string[] = [];
  const done: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    running.push(name);
    await new Promise<void>((end) => ends.set(name, end));
    running.splice(running.indexOf(name), 1);
    done.push(name);
    return name;
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
  };
  return { running, done, work, end };
}

test('one key goes one after the other, several keys beside each other, and never more than the most', async () => {
  const inTurn = turns(2);
  const { running, done, work, end } = worker();
  const all = [inTurn('a', work('a1')), inTurn('a', work('a2')), inTurn('b', work('b1')), inTurn('c', work('c1'))];
  await end('none');
  expect(running).toEqual(['a1', 'b1']);
  await end('b1');
  expect(running).toEqual(['a1', 'c1']);
  await end('a1');
  expect(running).toEqual(['c1', 'a2']);
  await end('c1');
  await end('a2');
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1', 'c1']);
  expect(done).toEqual(['b1', 'a1', 'c1', 'a2']);
});

test('work that fails is told to who asked, and keeps nobody waiting', async () => {
  const inTurn = turns(1);
  const failed = inTurn('a', () => Promise.reject(new Error('broken')));
  const next = inTurn('a', () => Promise.resolve('next'));
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('next');
  expect(await inTurn('b', () => Promise.resolve('other'))).toBe('other');
});
