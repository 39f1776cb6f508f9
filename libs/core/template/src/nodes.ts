/** The tree of a parsed Go template. Every node knows where it stands in the text. */
export type Node = TextNode | ActionNode | ControlNode | TemplateNode | JumpNode;

export interface TextNode {
  readonly type: 'text';
  readonly offset: number;
  readonly text: string;
}

/** `{{pipeline}}`: prints, unless it declares. */
export interface ActionNode {
  readonly type: 'action';
  readonly offset: number;
  readonly pipe: Pipe;
}

export interface ControlNode {
  readonly type: 'if' | 'with' | 'range';
  readonly offset: number;
  readonly pipe: Pipe;
  readonly list: readonly Node[];
  readonly elseList?: readonly Node[];
}

/** `{{template "name" pipeline}}` */
export interface TemplateNode {
  readonly type: 'template';
  readonly offset: number;
  readonly name: string;
  readonly pipe?: Pipe;
}

export interface JumpNode {
  readonly type: 'break' | 'continue';
  readonly offset: number;
}

export interface Pipe {
  readonly type: 'pipe';
  readonly offset: number;
  /** `$x =` instead of `$x :=`. */
  readonly assigns: boolean;
  /** Names with their `$`. */
  readonly declares: readonly string[];
  readonly commands: readonly Command[];
}

/** An operand, or a function with its arguments: `args[0]` is what is called. */
export interface Command {
  readonly offset: number;
  readonly args: readonly Operand[];
}

export type Operand =
  | { readonly type: 'dot' | 'nil'; readonly offset: number }
  | { readonly type: 'bool'; readonly offset: number; readonly value: boolean }
  | { readonly type: 'string'; readonly offset: number; readonly value: string }
  | NumberNode
  | { readonly type: 'identifier'; readonly offset: number; readonly name: string }
  | FieldNode
  | { readonly type: 'variable'; readonly offset: number; readonly name: string; readonly names: readonly string[] }
  | { readonly type: 'chain'; readonly offset: number; readonly operand: Operand; readonly names: readonly string[] }
  | Pipe;

/** `.a.b` */
export interface FieldNode {
  readonly type: 'field';
  readonly offset: number;
  readonly names: readonly string[];
}

export interface NumberNode {
  readonly type: 'number';
  readonly offset: number;
  readonly text: string;
  /** Set where the text can be read as an integer (`1`, `0x1f`, `'a'`, `1e3`). */
  readonly integer?: bigint;
  readonly float: number;
  /** An ideal constant of this text is a float: it has a point or an exponent. */
  readonly isFloat: boolean;
}

export interface ParsedTemplate {
  readonly root: readonly Node[];
  /** By `define` and `block`. */
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}
