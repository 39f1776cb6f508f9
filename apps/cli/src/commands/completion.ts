import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import type { Surroundings } from '../surroundings.ts';

/** What may follow each command, by its path (`appset generate`): commands, other names of them, and options. */
function words(command: Command, path: readonly string[] = []): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const children = command.commands.flatMap((child) =>
    [child.name(), ...child.aliases()].map((name) => [name, child] as const),
  );
  const options = [...command.options, ...(command.parent ? rootOf(command).options : [])];
  found.set(path.join(' '), [
    ...children.map(([name]) => name),
    ...options.flatMap(({ long }) => (long && long !== '--version' ? [long] : [])),
  ]);
  for (const [name, child] of children) for (const [key, value] of words(child, [...path, name])) found.set(key, value);
  return found;
}

const rootOf = (command: Command): Command => (command.parent ? rootOf(command.parent) : command);

/** Options that want a value: behind them stands no command. */
const valued = (command: Command): string[] =>
  [
    ...new Set([
      ...command.options.filter(({ required }) => required).flatMap(({ short, long }) => [short, long]),
      ...command.commands.flatMap(valued),
    ]),
  ].filter((name) => name !== undefined);

const FORMATS = 'json yaml wide name';
const OUTPUT = new Set(['-o', '--output']);

const bash = (program: Command): string => `_wheelhouse_words() {
  case "$1" in
${[...words(program)].map(([path, list]) => `    "${path}") echo "${list.join(' ')}" ;;`).join('\n')}
    *) return 1 ;;
  esac
}
_wheelhouse() {
  local path="" before="" word words=""
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    _wheelhouse_words "\${path:+$path }$word" >/dev/null && path="\${path:+$path }$word"
    before="$word"
  done
  case "$before" in
    -o|--output) words="${FORMATS}" ;;
    ${valued(program)
      .filter((name) => !OUTPUT.has(name))
      .join('|')}) return ;;
    *) words="$(_wheelhouse_words "$path")" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _wheelhouse wheelhouse`;

const zsh = (program: Command): string => `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;

const fish = (program: Command): string => {
  const known = words(program);
  const lines = [...known].flatMap(([path, list]) =>
    list.map((word) => {
      const what = word.startsWith('--') ? `l ${word.slice(2)}` : `f -a ${word}`;
      return `complete -c wheelhouse -n '__fish_wheelhouse_at "${path}"' -${what}`;
    }),
  );
  return [
    'function __fish_wheelhouse_at',
    '  set -l path',
    '  for word in (commandline -opc)[2..]',
    `    contains -- (string join ' ' $path $word) ${[...known.keys()].map((path) => `'${path}'`).join(' ')}`,
    '    and set -a path $word',
    '  end',
    '  test "$path" = "$argv[1]"',
    'end',
    ...lines,
    `complete -c wheelhouse -s o -l output -x -a '${FORMATS}'`,
  ].join('\n');
};

export function addCompletion(program: Command, { streams }: Surroundings): void {
  program
    .command('completion <shell>')
    .description('A completion script: bash, zsh or fish')
    .action((shell: string) => {
      const script = { bash, zsh, fish }[shell as 'bash'];
      if (!script) throw new CliError(2, `${shell}: unknown shell; one of bash, zsh, fish`);
      streams.out(script(program));
    });
}
