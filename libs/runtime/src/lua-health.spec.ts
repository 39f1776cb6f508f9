import type { KubeObject } from '@wheelhouse/core-domain';
import { startLua } from './lua-health.ts';
import type { RunLua } from './lua-health.ts';

const ODD = 'a"b\\c\n\t\u0001 ü € 😀 ${x} ]]';

const thing: KubeObject = {
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 'web', generation: 2 },
  spec: { replicas: 3, nothing: null, text: ODD },
  status: { ready: 2, ratio: 0.5, conditions: [{ type: 'Ready', status: 'False', message: 'no backend' }] },
};

describe('a health script', () => {
  let run: RunLua;
  beforeAll(async () => {
    run = await startLua({ steps: 200_000, memory: 4 * 1024 * 1024 });
  });

  it.each<[string, string, object | undefined]>([
    [
      'reads the object',
      'return { status = "Healthy", message = obj.metadata.name }',
      { status: 'Healthy', message: 'web' },
    ],
    [
      "as Argo CD's are written",
      `hs = {}
       if obj.status ~= nil and obj.status.conditions ~= nil then
         for i, condition in ipairs(obj.status.conditions) do
           if condition.type == "Ready" and condition.status == "False" then
             hs.status = "Degraded"
             hs.message = condition.message
             return hs
           end
         end
       end
       hs.status = "Progressing"
       return hs`,
      { status: 'Degraded', message: 'no backend' },
    ],
    [
      'whole numbers are whole',
      'return { status = "Healthy", message = obj.status.ready .. "/" .. obj.spec.replicas }',
      { status: 'Healthy', message: '2/3' },
    ],
    [
      'null is nothing',
      'return { status = obj.spec.nothing == nil and "Healthy" or "Degraded" }',
      { status: 'Healthy' },
    ],
    [
      'table.getn of Lua 5.1',
      'return { status = "Healthy", message = tostring(table.getn(obj.status.conditions)) }',
      { status: 'Healthy', message: '1' },
    ],
    [
      'patterns',
      'return { status = "Healthy", message = ("a=1, b=2"):gsub("%w=", "") }',
      { status: 'Healthy', message: '1, 2' },
    ],
    [
      'dates by pattern',
      'local y, m = string.match("2026-01-02T03:04:05Z", "(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)Z"); return { status = "Healthy", message = y .. m }',
      { status: 'Healthy', message: '202601' },
    ],
    ['os.time', 'return { status = type(os.time()) == "number" and "Healthy" or "Unknown" }', { status: 'Healthy' }],
    [
      'texts of all sorts',
      'return { status = "Healthy", message = obj.spec.text }',
      { status: 'Healthy', message: ODD },
    ],
    ['returns nothing: the kind has no health', 'local x = 1', undefined],
    ['prints to nowhere', 'print("x"); return { status = "Suspended" }', { status: 'Suspended' }],
    [
      'says no status',
      'return { status = "Fine" }',
      { status: 'Unknown', message: 'the health script returned no known status' },
    ],
    [
      'returns a text',
      'return "Healthy"',
      { status: 'Unknown', message: 'the health script returned a string, not a table' },
    ],
    [
      'is no Lua',
      'return {',
      { status: 'Unknown', message: expect.stringContaining('script:1: unexpected symbol near <eof>') as string },
    ],
    [
      'fails',
      'return obj.none.deeper',
      { status: 'Unknown', message: expect.stringContaining("index a nil value (field 'none')") as string },
    ],
  ])('%s', (_, script, expected) => expect(run(script, thing)).toEqual(expected));

  it.each([
    ['runs for ever', 'while true do end', /too many steps/],
    [
      'runs for ever, and catches what ends it',
      'while true do pcall(function() while true do end end) end',
      /too many steps/,
    ],
    ['calls itself for ever', 'local function f() return 1 + f() end return f()', /overflow|too many|memory/],
    ['takes all memory', 'local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end', /memory|too many/],
    ['makes one large text', 'return { status = "Healthy", message = ("x"):rep(1e9) }', /memory|too large/],
    [
      'joins a list for ever',
      'local t = {} for i = 1, 1e5 do t[i] = ("x"):rep(1e4) end return table.concat(t)',
      /memory|too many/,
    ],
    ['has a pattern that never ends', 'return ("x"):rep(1e5):find((".-"):rep(20) .. "y")', /too costly/],
    [
      'sorts with a nonsense order',
      'table.sort({3, 1, 2, 5, 4}, function() return true end) while true do end',
      /invalid order|too many/,
    ],
  ])('that %s ends, and the next one runs', (_, script, message) => {
    expect(run(script, thing)).toEqual({ status: 'Unknown', message: expect.stringMatching(message) as string });
    expect(run('return { status = "Healthy" }', thing)).toEqual({ status: 'Healthy' });
  });

  it.each([
    'io',
    'debug',
    'package',
    'require',
    'load',
    'loadstring',
    'dofile',
    'loadfile',
    'collectgarbage',
    'setmetatable',
    'getmetatable',
    'coroutine',
    'assess',
    'os.execute',
    'os.getenv',
    'os.exit',
    'os.remove',
    'string.dump',
    'math.random',
  ])('has no %s', (name) =>
    expect(run(`return { status = ${name} == nil and "Healthy" or "Degraded" }`, thing)).toEqual({ status: 'Healthy' }),
  );

  it('changes nothing that the next one sees', () => {
    run(
      'string.find = nil; table.insert = nil; tostring = nil; left = 1; obj.metadata.name = "other"; _G.type = nil',
      thing,
    );
    const script = `return { status = (string.find and table.insert and tostring and type and not left) and "Healthy" or "Degraded", message = obj.metadata.name }`;
    expect(run(script, thing)).toEqual({ status: 'Healthy', message: 'web' });
    expect(thing.metadata.name).toBe('web');
  });

  it('does not hold on to what it used', () => {
    for (let round = 0; round < 300; round++) {
      const result = run('local t = {} for i = 1, 10000 do t[i] = i end return { status = "Healthy" }', thing);
      expect(result).toEqual({ status: 'Healthy' });
    }
  });
});
