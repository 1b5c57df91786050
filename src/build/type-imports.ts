// Lets decorated signatures name interfaces that were imported without `type`: a compiler that sees one file cannot tell them from classes.

/** How swc writes down a type that may be none at run time. */
const GUESS = /\btypeof ([\w$]+) === "undefined" \? Object : \1(?![\w$])/g;
/** swc prints one import a line. */
const IMPORT = /^import (?:([\w$]+)(?:, )?)?(?:\{ (.*) \})? from (.*);$/gm;

/**
 * Compiled code in which types are asked for as members of their module, where a missing one is undefined instead of an error.
 *
 * The import itself goes, with esbuild's TypeScript loader, unless something else needs it. No line moves.
 */
export function forgiveTypeImports(code: string): string {
  const guessed = new Set(Array.from(code.matchAll(GUESS), ([, local]) => local!));
  const members = new Map<string, string>();
  const withModules = code.replace(IMPORT, (statement: string, byDefault: string | undefined, names: string | undefined, from: string) => {
    const module = `_lambent${members.size}`;
    const known = members.size;
    for (const [local, imported] of importedNames(byDefault, names)) if (guessed.has(local)) members.set(local, `${module}.${imported}`);
    return members.size === known ? statement : `${statement} import * as ${module} from ${from};`;
  });
  return withModules.replace(GUESS, (guess, local: string) => {
    const member = members.get(local);
    return member === undefined ? guess : `typeof ${member} === "undefined" ? Object : ${member}`;
  });
}

/** Each name of an import statement here, and in its module. */
function importedNames(byDefault: string | undefined, names = ''): [local: string, imported: string][] {
  const listed = names.split(', ').map((name): [string, string] => {
    const [imported = '', local = imported] = name.split(' as ');
    return [local, imported];
  });
  return byDefault === undefined ? listed : [[byDefault, 'default'], ...listed];
}
