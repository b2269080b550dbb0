// Runs one command to its end within a bounded time. Whatever it started ends with it.
import { spawn } from 'node:child_process';

const GRACE_MS = 15_000;
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) signalGroup(child, 'SIGTERM');
    setTimeout(() => {
      for (const child of running) signalGroup(child, 'SIGKILL');
      process.exit(1);
    }, GRACE_MS).unref();
    if (running.size === 0) process.exit(1);
  });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, minutes?: number, show?: (text: string) => void }} [options]
 *   `show` gets the output as it comes
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export function run(command, args, { cwd, env, minutes = 10, show } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      // Nothing to read, and a group of its own, so that the end reaches everything it started.
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    let output = '';
    let timedOut = false;
    const take = (chunk) => {
      output += chunk;
      show?.(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const limit = setTimeout(() => {
      timedOut = true;
      signalGroup(child, 'SIGTERM');
      setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS).unref();
    }, minutes * 60_000);
    const finish = (code) => {
      clearTimeout(limit);
      running.delete(child);
      if (timedOut) output += `\nnot finished within ${minutes} minutes\n`;
      resolve({ code: timedOut ? 1 : code, output, timedOut });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The program of a package in node_modules, run by this Node itself: `npx` could ask a question or the network. */
export function nodeProgram(file, ...args) {
  return [process.execPath, [file, ...args]];
}

/** @param {number} since milliseconds */
export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
