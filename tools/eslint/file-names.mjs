// Files are kebab-case and named after what they export; a name that says nothing attracts everything.
import path from 'node:path';

const BANNED = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager']);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** @type {import('eslint').Rule.RuleModule} */
export const fileNames = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      banned: "'{{part}}' says nothing about what is in here: name the file after its main export",
      kebab: "'{{base}}' is not kebab-case",
    },
  },
  create(context) {
    return {
      Program(node) {
        const base = path.basename(context.filename).replace(/\.[^.]+$/, '');
        const folder = path.basename(path.dirname(context.filename));
        const part = [folder, ...base.split(/[.-]/)].find((each) => BANNED.has(each));
        if (part) context.report({ node, messageId: 'banned', data: { part } });
        else if (!KEBAB.test(base)) context.report({ node, messageId: 'kebab', data: { base } });
      },
    };
  },
};
