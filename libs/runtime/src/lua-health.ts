import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { healthStatuses } from '@wheelhouse/core-domain';
import type { LuaEngine } from 'wasmoon';
import { LUA_SANDBOX } from './lua-sandbox.ts';

export interface LuaLimits {
  /** Instructions of one run. Default: 1,000,000, some ten milliseconds. */
  readonly steps?: number;
  /** Bytes that a run may take beside the object itself. Default: 16 MiB. */
  readonly memory?: number;
}

/**
 * Runs a health script of Argo CD on an object (`obj`), which returns `{ status, message }`; undefined where it returns nothing.
 * A script that fails, takes too long or says no status gives Unknown with the reason: one bad script must not hide the rest.
 */
export type RunLua = (script: string, object: KubeObject) => Health | undefined;

const STEPS = 1_000_000;
const MEMORY = 16 * 1024 * 1024;

/** Loads the Lua engine, a few MiB of WebAssembly: to be called only where somebody has scripts. */
export async function startLua({ steps = STEPS, memory = MEMORY }: LuaLimits = {}): Promise<RunLua> {
  const { LuaFactory, LuaEventMasks, LuaLibraries } = await import('wasmoon');
  const engine = await new LuaFactory(wasmBeside()).createEngine({
    openStandardLibs: false,
    enableProxy: false,
    traceAllocations: true,
  });
  for (const library of [
    LuaLibraries.Base,
    LuaLibraries.Table,
    LuaLibraries.String,
    LuaLibraries.Math,
    LuaLibraries.OS,
  ]) {
    engine.global.loadLibrary(library);
    // The library leaves its table on the stack beside the global of its name.
    engine.global.setTop(0);
  }
  engine.doStringSync(LUA_SANDBOX);
  engine.global.setTop(0);
  const hook = stepHook(engine, LuaEventMasks.Count);
  return (script, object) => {
    try {
      return healthOf(runOnce(engine, { script, object, memory, arm: () => hook(steps), disarm: () => hook(0) }));
    } catch (error) {
      return { status: 'Unknown', message: `the health script failed: ${reason(error)}` };
    }
  };
}

/** A bundled program has the engine's file beside it; from sources the package finds its own. */
function wasmBeside(): string | undefined {
  const file = fileURLToPath(new URL('./glue.wasm', import.meta.url));
  return existsSync(file) ? file : undefined;
}

interface Run {
  readonly script: string;
  readonly object: KubeObject;
  readonly memory: number;
  readonly arm: () => void;
  readonly disarm: () => void;
}

function runOnce({ global }: LuaEngine, { script, object, memory, arm, disarm }: Run): readonly unknown[] {
  const literal = luaLiteral(object);
  try {
    global.lua.lua_getglobal(global.address, 'assess');
    global.pushValue(script);
    global.pushValue(literal);
    // An object takes some eight times the memory of its text.
    global.setMemoryMax(global.getMemoryUsed() + memory + literal.length * 8);
    arm();
    return [...global.runSync(2)];
  } finally {
    disarm();
    global.setMemoryMax(undefined);
    global.setTop(0);
  }
}

/**
 * After `steps` instructions an error is raised, and from then on at every instruction: `pcall` in the script cannot catch it
 * for good. 0 takes the limit away.
 */
function stepHook({ global }: LuaEngine, count: number): (steps: number) => void {
  const { lua, address } = global;
  const pointer = lua.module.addFunction((state: number) => {
    lua.lua_sethook(state, pointer, count, 1);
    lua.lua_pushstring(state, 'it took too many steps');
    lua.lua_error(state);
  }, 'vii');
  return (steps) => lua.lua_sethook(address, steps > 0 ? pointer : null, steps > 0 ? count : 0, steps);
}

/** As a table that Lua compiles: a tenth of the time that pushing each field takes. Lua has no null: such fields are not there. */
function luaLiteral(value: unknown): string {
  if (typeof value === 'string') return luaText(value);
  if (Array.isArray(value)) return `{${value.map((item) => luaLiteral(item ?? false)).join(',')}}`;
  if (typeof value !== 'object' || value === null) return value === undefined || value === null ? 'nil' : String(value);
  const members = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return `{${members.map(([key, inner]) => `[${luaText(key)}]=${luaLiteral(inner)}`).join(',')}}`;
}

const luaText = (text: string): string =>
  JSON.stringify(text).replace(/\\(u[0-9a-f]{4}|.)/g, (all, what: string) =>
    what.length > 1 ? `\\u{${what.slice(1)}}` : all,
  );

function healthOf([kind, status, message]: readonly unknown[]): Health | undefined {
  if (kind === 'nil') return undefined;
  if (kind !== 'table')
    return { status: 'Unknown', message: `the health script returned a ${String(kind)}, not a table` };
  const known = healthStatuses.find((one) => one === status);
  if (!known) return { status: 'Unknown', message: 'the health script returned no known status' };
  return typeof message === 'string' && message !== '' ? { status: known, message } : { status: known };
}

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')[0]!
    .replace(/^Lua Error\([^)]*\):?\s*/i, '')
    .slice(0, 300);
