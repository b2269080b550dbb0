import { existsSync, statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

const MIB = 1024 * 1024;

/**
 * The server's settings, kept in `gandan.conf` of the cluster. `alter system` wins over them, so an operator can tune.
 * @param logDir folder of the server's own log
 */
export function defaultSettings(logDir: string, memory = usableMemory()): Record<string, string> {
  return {
    shared_buffers: `${sharedBuffersMiB(memory)}MB`,
    max_connections: '100',
    max_locks_per_transaction: '256',
    // At 1.1 a roll-up over the tree chose a plan that took nearly three times as long.
    random_page_cost: '4',
    jit: 'off',
    fsync: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    cluster_name: 'gandan',
    ...sharedMemoryKind(),
    logging_collector: 'on',
    log_directory: logDir,
    // One file per weekday, written over after a week.
    log_filename: 'postgres-%a.log',
    log_file_mode: '0600',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
  };
}

/**
 * Settings that nobody changes by accident, given on the command line: no address outside this machine, and a log
 * without personal data. Messages of the level "error" quote values ("invalid input syntax for type date: …") and
 * details quote whole keys, so neither is written; statements never are.
 */
export function fixedSettings(where: { socketDir: string } | { port: number }): Record<string, string> {
  const local =
    'socketDir' in where
      ? { listen_addresses: '', unix_socket_directories: where.socketDir, port: '5432' }
      : { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(where.port) };
  return {
    ...local,
    unix_socket_permissions: '0700',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_min_duration_sample: '-1',
    log_transaction_sample_rate: '0',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
  };
}

/** As lines of a configuration file. */
export function asConfiguration(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return ['# Written at every start; change settings with "alter system".', ...lines, ''].join('\n');
}

/** As arguments of the server. */
export function asArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** An eighth of the memory, at most 256 MB and at least 32 MB. */
export function sharedBuffersMiB(memory: number): number {
  return Math.max(32, Math.min(256, Math.floor(memory / MIB / 8)));
}

/** The machine's memory, or less where a container is limited. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Containers often have 64 MB of shared memory, too little for parallel queries: then files of the cluster are used. */
function sharedMemoryKind(): Record<string, string> {
  if (process.platform !== 'linux') return {};
  if (!existsSync('/dev/shm')) return { dynamic_shared_memory_type: 'mmap' };
  const room = statfsSync('/dev/shm');
  return room.blocks * room.bsize < 256 * MIB ? { dynamic_shared_memory_type: 'mmap' } : {};
}
