/** The schemas and descriptions that ship with Meshward. Constant data; the text is parsed when first asked for. */

import { DocStore, type RawDocs } from './docs';
import { DOCS } from './docs.gen';
import type { RawStructure } from './raw';
import { SchemaStore } from './store';
import { STRUCTURE } from './structure.gen';

export const SCHEMAS = new SchemaStore(() => JSON.parse(STRUCTURE) as RawStructure);
export const DESCRIPTIONS = new DocStore(() => JSON.parse(DOCS) as RawDocs);
