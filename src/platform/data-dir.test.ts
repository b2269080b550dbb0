import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseDataDir, prepareDataDir, secretIn } from './data-dir.ts';
import { canEnter, isRoot, parsePasswd, serverAccount } from './db/embedded-account.ts';

let base = '';
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'gd-dir-')));
  chmodSync(base, 0o755);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('the data directory', () => {
  it('is var in the current folder, or what GANDAN_DATA says', () => {
    expect(chooseDataDir({}, base)).toEqual({ dir: join(base, 'var'), moved: false });
    expect(chooseDataDir({ GANDAN_DATA: 'elsewhere' }, base).dir).toBe(join(base, 'elsewhere'));
    expect(chooseDataDir({ GANDAN_DATA: join(base, 'x') }, '/').dir).toBe(join(base, 'x'));
  });

  it.runIf(isRoot())('goes elsewhere when the account of the database cannot enter the folder, and says so', () => {
    const shut = shutFolder('clone');
    const other = join(base, 'lib');
    const chosen = chooseDataDir({}, shut, other);
    expect(chosen).toMatchObject({ moved: true, reason: 'account-cannot-enter', wanted: join(shut, 'var') });
    expect(chosen.dir.startsWith(`${other}/clone-`)).toBe(true);
    expect(chosen.account).toBe(serverAccount(join(shut, 'var', 'pg'))?.name);
    expect(chooseDataDir({}, shutFolder('two/clone'), other).dir).not.toBe(chosen.dir);
    expect(chooseDataDir({ DATABASE_URL: 'postgresql://x/y' }, shut, other).moved).toBe(false);
  });

  it.runIf(isRoot())('stays where the data is, also once the folder could be entered', () => {
    const shut = shutFolder('clone');
    const other = join(base, 'lib');
    const { dir } = chooseDataDir({}, shut, other);
    mkdirSync(join(dir, 'pg'), { recursive: true });
    chmodSync(shut, 0o755);
    expect(chooseDataDir({}, shut, other)).toMatchObject({ dir, moved: true, reason: 'moved-earlier' });
  });

  it.runIf(isRoot())('refuses rather than begin anew beside data that cannot be reached', () => {
    const shut = shutFolder('clone');
    mkdirSync(join(shut, 'var', 'pg'), { recursive: true });
    expect(() => chooseDataDir({}, shut, join(base, 'lib'))).toThrow('db.data-unreachable');
  });

  it.runIf(isRoot())('runs the server as the owner of a cluster that is there already', () => {
    const cluster = join(base, 'pg');
    mkdirSync(cluster);
    chownSync(cluster, 54_321, 54_321);
    expect(serverAccount(cluster)).toEqual({ name: '54321', uid: 54_321, gid: 54_321 });
    const passwd = join(base, 'passwd');
    writeFileSync(passwd, 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n');
    expect(serverAccount(join(base, 'none'), passwd)).toEqual({ name: 'nobody', uid: 65_534, gid: 65_533 });
    writeFileSync(passwd, 'root:x:0:0::/root:/bin/sh\n');
    expect(() => serverAccount(join(base, 'none'), passwd)).toThrow('db.no-account');
  });

  it('closes a new folder to everybody else and lets only the account through', () => {
    const dir = join(base, 'a', 'b');
    const account = serverAccount(join(dir, 'pg'));
    prepareDataDir(dir, account);
    expect(statSync(dir).mode & 0o777).toBe(account ? 0o710 : 0o700);
    expect(canEnter(account, dir)).toBe(true);
  });

  it.runIf(isRoot())(
    'lets the account through a closed folder that holds something, and leaves an open one alone',
    () => {
      const account = serverAccount(join(base, 'pg'));
      const dir = join(base, 'shut');
      mkdirSync(join(dir, 'files'), { recursive: true });
      chmodSync(dir, 0o700);
      prepareDataDir(dir, account);
      expect(statSync(dir).mode & 0o777).toBe(0o710);
      chmodSync(dir, 0o755);
      prepareDataDir(dir, account);
      expect(statSync(dir).mode & 0o777).toBe(0o755);
    },
  );

  it.runIf(isRoot())('refuses a folder behind one that the account cannot enter', () => {
    const dir = join(shutFolder('shut'), 'data');
    expect(() => prepareDataDir(dir, serverAccount(join(dir, 'pg')))).toThrow('db.data-unreachable');
  });

  it('keeps secrets in files that only their owner reads', () => {
    const secret = secretIn(base, 'owner');
    expect(secret.length).toBeGreaterThanOrEqual(40);
    expect(secretIn(base, 'owner')).toBe(secret);
    expect(secretIn(base, 'app')).not.toBe(secret);
    expect(statSync(join(base, 'owner.secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(base, 'owner.secret'), 'utf8').trim()).toBe(secret);
  });
});

describe('accounts', () => {
  it('are read from passwd; root and torn lines are left out', () => {
    const text =
      'root:x:0:0::/root:/bin/sh\npostgres:x:26:27::/v:/bin/sh\n\n# note\n+::::::\nhalf:x\nneg:*:-2:-2::/:/x\n';
    expect(parsePasswd(text)).toEqual([{ name: 'postgres', uid: 26, gid: 27 }]);
  });
});

function shutFolder(name: string): string {
  const dir = join(base, name);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o700);
  return dir;
}
