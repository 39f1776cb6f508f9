/**
 * What a health script sees: the libraries of Lua 5.1 that are free of side effects, as Argo CD has them (`table.getn` too), each
 * script with tables of its own, so that none can change what the next one sees. No `load`, no `require`, no files, no
 * metatables of texts. A pattern costs about (length of the text) ^ (number of repetitions) and counts no steps, so costly ones
 * are refused.
 */
export const LUA_SANDBOX = `
local load, pcall, error, type, tostring, setmetatable = load, pcall, error, type, tostring, setmetatable
local pairs, ipairs, next, select, rawget, rawset, rawequal, rawlen, getmetatable, assert, tonumber, unpack =
  pairs, ipairs, next, select, rawget, rawset, rawequal, rawlen, getmetatable, assert, tonumber, table.unpack
local find, gsub, match, gmatch, rep, len = string.find, string.gsub, string.match, string.gmatch, string.rep, string.len

local MOST = 2e8
local function bounded(call)
  return function(text, pattern, ...)
    if type(text) == 'number' then text = tostring(text) end
    if type(text) == 'string' and type(pattern) == 'string' then
      local _, repeats = gsub(pattern, '[^%)][%*%+%-%?]', '')
      if (len(text) + 1) ^ repeats > MOST then error('the pattern is too costly', 2) end
    end
    return call(text, pattern, ...)
  end
end
local function copy(from, names)
  local to = {}
  for _, name in ipairs(names) do to[name] = from[name] end
  return to
end

local texts = copy(string, { 'byte', 'char', 'format', 'len', 'lower', 'rep', 'reverse', 'sub', 'upper' })
texts.find, texts.gsub, texts.match, texts.gmatch = bounded(find), bounded(gsub), bounded(match), bounded(gmatch)
-- ('x'):find goes by the metatable of all texts: it must not lead to what was left out.
local meta = getmetatable('')
meta.__index = texts
meta.__metatable = false
local tables = copy(table, { 'concat', 'insert', 'remove', 'sort', 'unpack' })
function tables.getn(list) return #list end
local numbers = copy(math, { 'abs', 'ceil', 'floor', 'fmod', 'huge', 'max', 'min', 'modf', 'pi', 'sqrt', 'tointeger', 'type' })
local times = copy(os, { 'clock', 'date', 'difftime', 'time' })

local function environment(obj)
  local own = function(library)
    local to = {}
    for name, value in pairs(library) do to[name] = value end
    return to
  end
  local env = {
    obj = obj, actionParams = {},
    assert = assert, error = error, ipairs = ipairs, next = next, pairs = pairs, pcall = pcall, print = function() end,
    rawequal = rawequal, rawget = rawget, rawset = rawset, select = select, tonumber = tonumber, tostring = tostring,
    type = type, unpack = unpack,
    table = own(tables), string = own(texts), math = own(numbers), os = own(times),
  }
  env._G = env
  return env
end

local function text(value)
  local kind = type(value)
  if kind == 'string' then return value end
  if kind == 'number' then return tostring(value) end
  return nil
end

local chunks, kept = {}, 0
local function compiled(script)
  local chunk, problem = chunks[script], nil
  if chunk then return chunk end
  chunk, problem = load('local _ENV = ...; ' .. script, '=script', 't', {})
  if not chunk then error(problem, 0) end
  -- A cluster has a few scripts; whoever sends others all the time shall not fill the memory.
  if kept >= 200 then chunks, kept = {}, 0 end
  chunks[script], kept = chunk, kept + 1
  return chunk
end

function assess(script, literal)
  local obj, problem = load('return ' .. literal, '=object', 't', {})
  if not obj then error(problem, 0) end
  local result = compiled(script)(environment(obj()))
  if type(result) ~= 'table' then return type(result) end
  return 'table', text(rawget(result, 'status')), text(rawget(result, 'message'))
end

-- What is not for scripts, and not for anything that reaches the globals in another way.
for _, name in ipairs({ 'dofile', 'loadfile', 'load', 'require', 'package', 'io', 'debug', 'collectgarbage', 'os' }) do
  _G[name] = nil
end
`;
