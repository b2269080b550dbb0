import { request, type APIRequestContext } from '@playwright/test';
import { expect, running } from './journey.ts';

export type MemberRow = {
  id: string;
  fullName: string;
  cardNumber: string;
  education: string | null;
  cell: { id: string; name: string };
};

/** The API as one of the sample's people sees it, beside the pages: to choose whom a journey is about, and to compare. */
export async function callsOf(userName: string): Promise<APIRequestContext> {
  const { address, signIns } = running();
  const calls = await request.newContext({ baseURL: address, extraHTTPHeaders: { origin: address } });
  const answer = await calls.post('/api/v1/sign-in', { data: signIns.find((one) => one.userName === userName) });
  expect(answer.ok()).toBe(true);
  return calls;
}

/** Members that a caller finds. */
export async function membersOf(
  calls: APIRequestContext,
  asked: Record<string, string>,
): Promise<{ items: MemberRow[]; total: number }> {
  const answer = await calls.get('/api/v1/members', { params: asked });
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as { items: MemberRow[]; total: number };
}
