// Who may import whom, on two axes: `type:` says how far from the core a project is, `scope:` where its code runs.
const BELOW = {
  'type:domain': [],
  'type:core': ['type:domain'],
  'type:contract': ['type:domain', 'type:core'],
  'type:runtime': ['type:domain', 'type:core'],
  'type:adapter': ['type:domain', 'type:core', 'type:contract', 'type:runtime'],
  'type:app': ['type:domain', 'type:core', 'type:contract', 'type:runtime', 'type:adapter'],
  'type:tool': ['type:domain', 'type:core', 'type:contract', 'type:runtime', 'type:adapter', 'type:tool'],
  'type:e2e': ['*'],
};

const RUNS_WITH = {
  'scope:any': ['scope:any'],
  'scope:node': ['scope:any', 'scope:node'],
  'scope:hub': ['scope:any', 'scope:node', 'scope:hub'],
  'scope:spoke': ['scope:any', 'scope:node', 'scope:spoke'],
  'scope:web': ['scope:any', 'scope:web'],
  // Tools, benchmarks and scenarios put all the others together.
  'scope:all': ['*'],
};

/**
 * Options of `@nx/enforce-module-boundaries`. `core`: tags that core libraries may use beside the domain. `spec`: specs
 * also use the real servers of `tools`.
 */
export function boundaries({ core = [], spec = false } = {}) {
  const constraint = (sourceTag, allowed) => ({ sourceTag, onlyDependOnLibsWithTags: allowed });
  const type = Object.entries(BELOW).map(([tag, below]) =>
    constraint(tag, [...below, ...(tag === 'type:core' ? core : []), ...(spec ? ['type:tool'] : [])]),
  );
  const scope = Object.entries(RUNS_WITH).map(([tag, allowed]) =>
    constraint(tag, [...allowed, ...(spec ? ['scope:all'] : [])]),
  );
  return {
    allow: [],
    enforceBuildableLibDependency: false,
    depConstraints: [...type, ...scope],
    // Something loaded late in one place may be loaded at once in another.
    checkDynamicDependenciesExceptions: ['.*'],
    // Specs of what tools start use the tools; those are no part of what runs.
    ignoredCircularDependencies: [['@wheelhouse/tools', '*']],
  };
}
