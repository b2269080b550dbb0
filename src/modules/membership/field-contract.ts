/** Kind `member`: somebody on the roll of the cell. No dues, no ethnicity, no discipline. `id` is the person. */
export type MemberDoc = {
  id: string;
  /** Identity of the membership, where a form asks for the member. */
  memberId: string;
  name: string;
  sex: 'male' | 'female' | null;
  birthYear: number | null;
  standing: 'official' | 'probationary';
  /** State of the roll; `call` follows from it. */
  state: string;
  call: 'summoned' | 'exempt' | 'away' | 'suspended';
  /** Day of joining (decision), as exactly as it is known. */
  joined: { on: string; precision: string } | null;
};
