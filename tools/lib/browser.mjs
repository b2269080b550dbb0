// Finds an installed Chromium for the journeys, or installs Debian's once where that is allowed.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const PLACES = [
  '/usr/bin',
  '/usr/local/bin',
  '/usr/lib/chromium',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a browser: GANDAN_BROWSER, else one on PATH or in the usual places. */
export function findBrowser() {
  const asked = process.env.GANDAN_BROWSER;
  if (asked) return isProgram(asked) ? asked : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...PLACES].filter(Boolean);
  return folders.flatMap((place) => [place, ...NAMES.map((name) => join(place, name))]).find(isProgram);
}

/**
 * A browser, installed from Debian's packages when there is none and we may do so.
 * @returns {Promise<{ path: string } | { missing: string }>} `missing` says in one line what to do
 */
export async function browserOrReason(say) {
  const found = findBrowser();
  if (found) return { path: found };
  const missing =
    'no Chromium or Chrome found: install one (Debian: apt-get install chromium) or name it in GANDAN_BROWSER';
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version') && !process.env.GANDAN_BROWSER;
  if (!mayInstall) return { missing };
  say('no browser found, installing Debian’s chromium (once)');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env, minutes: 5 });
  const { code, output } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    env,
    minutes: 15,
  });
  const path = findBrowser();
  if (path) return { path };
  return { missing: `${missing} (apt-get ended with ${code}: ${output.trim().split('\n').at(-1) ?? ''})` };
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
