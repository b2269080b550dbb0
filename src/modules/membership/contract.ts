export * from './contract/values.ts';
export * from './contract/register.ts';
export * from './contract/member.ts';
export * from './contract/changes.ts';
export * from './contract/imports.ts';
export * from './contract/handbook.ts';
export * from './contract/care.ts';
