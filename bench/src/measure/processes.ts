import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Whose work it is. `renders` are the hub's children: kustomize, helm and git. */
export const GROUPS = ['hub', 'renders', 'spokes', 'nats', 'postgres', 'kubernetes'] as const;
export type Group = (typeof GROUPS)[number];
/** CPU seconds, user and system, by group. */
export type CpuSeconds = Readonly<Record<Group, number>>;
/** The same with their sum without Kubernetes. */
export type CpuUse = CpuSeconds & { readonly ours: number };

export interface ProcessMemory {
  /** As the supervisor named it, e.g. `hub`, `dev-spoke`; children carry their program's name behind it. */
  readonly name: string;
  readonly pid: number;
  /** Heaps, stacks and what was written to since it was mapped. */
  readonly anonymousMb: number;
  /** Programs and libraries, each page divided by the number of processes that map it. */
  readonly fileShareMb: number;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly program: string;
  /** Of the process, and of its children that have ended and were waited for. */
  readonly own: number;
  readonly ended: number;
}

/** Linux counts CPU time in hundredths of a second for user space, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
const KUBERNETES = /^(etcd|kwok|.*-(apiserver|controllers|scheduler|kwok))$/;

/**
 * CPU seconds until now of everything that the supervisor of `dir` runs, children included, also those that have ended.
 * Linux only: it reads /proc.
 */
export async function cpuSeconds(dir: string): Promise<CpuSeconds> {
  const stats = await allStats();
  const sums: Record<Group, number> = { hub: 0, renders: 0, spokes: 0, nats: 0, postgres: 0, kubernetes: 0 };
  for (const { name, pid } of await supervised(dir)) {
    const group = groupOf(name);
    for (const stat of familyOf(pid, stats)) {
      const isHub = group === 'hub' && stat.pid === pid;
      sums[isHub || group !== 'hub' ? group : 'renders'] += stat.own;
      sums[group === 'hub' ? 'renders' : group] += stat.ended;
    }
  }
  return sums;
}

export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuUse {
  const used = (group: Group): number => Math.round((after[group] - before[group]) * 100) / 100;
  const each = Object.fromEntries(GROUPS.map((group) => [group, used(group)])) as Record<Group, number>;
  const ours = GROUPS.filter((group) => group !== 'kubernetes').reduce((sum, group) => sum + each[group], 0);
  return { ...each, ours: Math.round(ours * 100) / 100 };
}

/** Memory of each process that is ours (not of Kubernetes), from /proc/PID/smaps_rollup. */
export async function memoryOfOurs(dir: string): Promise<ProcessMemory[]> {
  const stats = await allStats();
  const memory: ProcessMemory[] = [];
  for (const { name, pid } of await supervised(dir)) {
    if (groupOf(name) === 'kubernetes') continue;
    for (const stat of familyOf(pid, stats)) {
      const text = await readFile(`/proc/${stat.pid}/smaps_rollup`, 'utf8').catch(() => undefined);
      if (text)
        memory.push({ name: stat.pid === pid ? name : `${name}/${stat.program}`, pid: stat.pid, ...shares(text) });
    }
  }
  return memory;
}

function shares(rollup: string): Pick<ProcessMemory, 'anonymousMb' | 'fileShareMb'> {
  const kilobytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0);
  const megabytes = (kb: number): number => Math.round(kb / 102.4) / 10;
  return { anonymousMb: megabytes(kilobytes('Anonymous')), fileShareMb: megabytes(kilobytes('Pss_File')) };
}

function groupOf(name: string): Group {
  if (KUBERNETES.test(name)) return 'kubernetes';
  if (name === 'hub' || name === 'postgres') return name;
  if (name === 'nats-server') return 'nats';
  if (name.includes('spoke')) return 'spokes';
  throw new Error(`${name}: no group of processes is known for it`);
}

/** What the supervisor keeps of its children: one file each, whose first word is the process id. */
async function supervised(dir: string): Promise<{ readonly name: string; readonly pid: number }[]> {
  const folder = path.join(dir, 'run');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.pid'));
  const read = async (file: string) => ({
    name: file.slice(0, -'.pid'.length),
    pid: Number.parseInt(await readFile(path.join(folder, file), 'utf8'), 10),
  });
  return Promise.all(files.map(read));
}

async function allStats(): Promise<ReadonlyMap<number, Stat>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const stats = (await Promise.all(pids.map(read))).filter((text) => text !== undefined).map(parseStat);
  return new Map(stats.map((stat) => [stat.pid, stat]));
}

/** See proc_pid_stat(5). The program's name is in parentheses, and may hold any character. */
function parseStat(text: string): Stat {
  const end = text.lastIndexOf(')');
  const rest = text.slice(end + 2).split(' ');
  const seconds = (first: number): number => (Number(rest[first]) + Number(rest[first + 1])) / TICKS_PER_SECOND;
  return {
    pid: Number.parseInt(text, 10),
    program: text.slice(text.indexOf('(') + 1, end),
    parent: Number(rest[1]),
    own: seconds(11),
    ended: seconds(13),
  };
}

function familyOf(pid: number, stats: ReadonlyMap<number, Stat>): Stat[] {
  const head = stats.get(pid);
  const children = [...stats.values()].filter((stat) => stat.parent === pid);
  return [...(head ? [head] : []), ...children.flatMap((child) => familyOf(child.pid, stats))];
}
