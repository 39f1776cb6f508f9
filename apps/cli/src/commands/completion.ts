import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import type { Surroundings } from '../surroundings.ts';

/** `app list --cluster …` as lines `app list:--cluster --set …`; the shells complete from these words. */
function words(command: Command, path: readonly string[] = []): Map<string, string[]> {
  const found = new Map<string, string[]>();
  found.set(path.join(' '), [
    ...command.commands.map((child) => child.name()),
    ...command.options.flatMap(({ long }) => (long ? [long] : [])),
  ]);
  for (const child of command.commands)
    for (const [key, value] of words(child, [...path, child.name()])) found.set(key, value);
  return found;
}

const cases = (program: Command): string =>
  [...words(program)].map(([path, list]) => `    "${path}") words="${list.join(' ')}" ;;`).join('\n');

const bash = (program: Command): string => `_wheelhouse() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases(program)}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _wheelhouse wheelhouse`;

const zsh = (program: Command): string => `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;

const fish = (program: Command): string =>
  [...words(program)]
    .flatMap(([path, list]) =>
      list.map(
        (word) =>
          `complete -c wheelhouse -n '__fish_wheelhouse_at "${path}"' -${word.startsWith('--') ? `l ${word.slice(2)}` : `a ${word}`}`,
      ),
    )
    .join('\n')
    .replace(
      /^/,
      `function __fish_wheelhouse_at\n  test (string join ' ' (string match -v -- '-*' (commandline -opc)[2..])) = "$argv[1]"\nend\n`,
    );

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
