/** Upstream files → structure. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { KINDS, kindOf } from '../../server/src/core/model/kinds';
import { OBJECT_META, type RawStructure } from '../../server/src/core/schema/raw';
import { Converter, type Skipped, type Upstream } from './convert.mts';
import { ImportError } from './import-error.mts';
import { compact, Interner } from './structure.mts';

interface CrdVersion {
  readonly name: string;
  readonly served?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Upstream };
}

interface Crd {
  readonly kind?: string;
  readonly spec?: {
    readonly group?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly CrdVersion[];
  };
}

interface Definition extends Upstream {
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** Files below the given paths, in order: `.yaml`, `.yml` and `.json`. */
export function filesBelow(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })) throw new ImportError(`${path}: there is no such file or folder`);
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .sort()
      .map((name) => join(path, name));
  });
}

/**
 * Structure of all kinds in the files. Definitions of kinds that Meshward does not read are skipped; every kind of a CRD is taken.
 * @param before the last import: kinds that the files do not hold are kept from it
 * @param skipped counts what the files hold and the import does not take over
 * @throws ImportError for a file that is no CRD and no set of definitions
 */
export function readUpstream(
  files: readonly string[],
  before?: RawStructure,
  skipped: Skipped = new Map(),
): RawStructure {
  const interner = new Interner();
  const kinds: Record<string, number> = {};
  const definitions: { file: string; all: Record<string, Definition> }[] = [];
  const crds: { where: string; crd: Crd }[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.json')) definitions.push({ file, all: readDefinitions(file, text) });
    else crds.push(...readCrds(file, text));
  }
  for (const { file, all } of definitions) {
    const meta = Object.entries(all).find(([name]) => name.endsWith('.meta.v1.ObjectMeta'));
    if (!meta) throw new ImportError(`${file}: holds no definition of ObjectMeta`);
    const converter = new Converter(interner, () => kinds[OBJECT_META]!, { definitions: all, skipped });
    kinds[OBJECT_META] = placed(`${file}, ObjectMeta`, () => converter.node(meta[1]));
    for (const definition of Object.values(all)) {
      for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
        if (!kindOf(group, kind)) continue;
        kinds[`${group}/${version}/${kind}`] = placed(`${file}, ${kind}`, () => converter.root(definition));
      }
    }
  }
  const memo = new Map<number, number>();
  if (before && kinds[OBJECT_META] === undefined && before.kinds[OBJECT_META] !== undefined) {
    kinds[OBJECT_META] = interner.adopt(before.nodes, before.kinds[OBJECT_META], memo);
  }
  const objectMeta = () => {
    if (kinds[OBJECT_META] === undefined) {
      throw new ImportError(
        'CRDs leave metadata untyped: import the Kubernetes definitions file first, or together with them',
      );
    }
    return kinds[OBJECT_META];
  };
  const converter = new Converter(interner, objectMeta, { skipped });
  for (const { where, crd } of crds) {
    const { group, names, versions } = crd.spec ?? {};
    const kind = names?.kind;
    if (!group || !kind || !versions)
      throw new ImportError(`${where}: the CustomResourceDefinition lacks spec.group, names or versions`);
    for (const version of versions) {
      const schema = version.schema?.openAPIV3Schema;
      if (version.served === false) continue;
      if (!schema) throw new ImportError(`${where}: version ${version.name} of ${kind} has no openAPIV3Schema`);
      kinds[`${group}/${version.name}/${kind}`] = placed(`${where}, version ${version.name}`, () =>
        converter.root(withFilledIn(kind, schema)),
      );
    }
  }
  for (const [key, id] of Object.entries(before?.kinds ?? {})) {
    if (!(key in kinds)) kinds[key] = interner.adopt(before!.nodes, id, memo);
  }
  return compact(kinds, interner.nodes);
}

/** Says where what cannot be read stands. */
function placed(where: string, convert: () => number): number {
  try {
    return convert();
  } catch (error) {
    throw error instanceof ImportError ? error : new ImportError(`${where}: ${(error as Error).message}`);
  }
}

function readDefinitions(file: string, text: string): Record<string, Definition> {
  let value: { $defs?: Record<string, Definition>; definitions?: Record<string, Definition> };
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ImportError(`${file}: no JSON: ${(error as Error).message}`);
  }
  const all = value?.$defs ?? value?.definitions;
  if (!all) throw new ImportError(`${file}: a JSON file must hold JSON Schema definitions ($defs or definitions)`);
  return all;
}

function readCrds(file: string, text: string): { where: string; crd: Crd }[] {
  return parseAllDocuments(text).flatMap((document, index) => {
    const where = `${file}, document ${index + 1}`;
    if (document.errors[0])
      throw new ImportError(`${where}: no readable YAML: ${document.errors[0].message.split('\n')[0]}`);
    if (document.contents === null) return [];
    const crd = document.toJS({ maxAliasCount: -1 }) as Crd;
    if (crd?.kind !== 'CustomResourceDefinition') {
      throw new ImportError(
        `${where}: kind ${crd?.kind ?? 'missing'}, but only CustomResourceDefinitions can be imported`,
      );
    }
    return [{ where, crd }];
  });
}

interface Container extends Upstream {
  required?: string[];
}

/**
 * An InferenceService's containers need no name: the CRD asks for one in places, but KServe's webhook names them before the schema is
 * looked at, and refuses another name on `model` and the like (kserve component defaulters and validation).
 */
function withFilledIn(kind: string, schema: Upstream): Upstream {
  if (kind !== 'InferenceService') return schema;
  const copy = structuredClone(schema);
  const spec = copy.properties?.spec?.properties ?? {};
  for (const component of [
    spec.predictor,
    spec.transformer,
    spec.explainer,
    spec.canary?.items?.properties?.predictor,
  ]) {
    const fields = component?.properties ?? {};
    for (const container of [fields.containers?.items, ...Object.values(fields)] as (Container | undefined)[]) {
      if (container?.properties?.image) container.required = container.required?.filter((name) => name !== 'name');
    }
  }
  return copy;
}

/** Kinds that Meshward reads and no import has given a schema. */
export const kindsWithoutSchema = (structure: RawStructure): string[] =>
  KINDS.filter(
    (kind) => !kind.versions.some((version) => `${kind.group}/${version}/${kind.kind}` in structure.kinds),
  ).map((kind) => kind.id);
