/**
 * What Argo CD and Flux apply: folders of the repository, by the cluster that they go to. Only what is plain is taken: a path written out,
 * and nothing that changes the objects on their way.
 */
import { API_VERSION, KIND } from '../yaml/document-head';
import { at, isMap, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import type { ManifestDocument, SourceFile } from './source-file';

export interface Delivery {
  /** URI of the file that says so. */
  readonly uri: string;
  /** Folder below the repository's root, without slashes at its ends. */
  readonly path: string;
  /** Folders below it count too, where it is no kustomization and no chart. */
  readonly recursive: boolean;
  /** The same text for what one tool brings to one cluster. */
  readonly cluster: string;
}

const ARGO = 'argoproj.io/';
const FLUX = 'kustomize.toolkit.fluxcd.io/';
/** Argo CD's own cluster goes by two names (argo-cd pkg/apis/application/v1alpha1 KubernetesInternalAPIServerAddr). */
const IN_CLUSTER = 'https://kubernetes.default.svc';
const PLAIN_PATH = /^(?:\.?\/)?([\w-][\w.-]*(?:\/[\w-][\w.-]*)*)\/?$/;

export function deliveriesIn(file: SourceFile): readonly Delivery[] {
  if (file.template || file.notice || !(file.text.includes(ARGO) || file.text.includes(FLUX))) return [];
  return file.documents.flatMap(({ document }) => {
    const apiVersion = API_VERSION.exec(document.text)?.[1] ?? '';
    const kind = KIND.exec(document.text)?.[1];
    if (kind === 'Application' && apiVersion.startsWith(ARGO)) return argoApplication(document);
    if (kind === 'Kustomization' && apiVersion.startsWith(FLUX)) return fluxKustomization(document);
    return [];
  });
}

/** argo-cd pkg/apis/application/v1alpha1 ApplicationSpec */
function argoApplication({ uri, yaml: { root, problems } }: ManifestDocument): Delivery[] {
  const spec = at(root, 'spec');
  if (problems.length > 0 || !isMap(spec) || spec.open) return [];
  const destination = at(spec, 'destination');
  const name = stringOf(at(destination, 'server')) ?? stringOf(at(destination, 'name'));
  if (name === undefined) return [];
  const cluster = `Argo CD ${name === 'in-cluster' ? IN_CLUSTER : name}`;
  const sources = [at(spec, 'source'), ...itemsOf(at(spec, 'sources'))];
  return sources.flatMap((source) => {
    const path = plainPath(at(source, 'path'));
    const directory = at(source, 'directory');
    const chosen =
      at(source, 'chart') ?? at(directory, 'include') ?? at(directory, 'exclude') ?? at(directory, 'jsonnet');
    if (path === undefined || chosen) return [];
    const recurse = at(directory, 'recurse');
    return [{ uri, path, recursive: recurse?.kind === 'scalar' && recurse.value === true, cluster }];
  });
}

/** flux2 kustomize-controller api/v1 KustomizationSpec */
function fluxKustomization({ uri, yaml: { root, problems } }: ManifestDocument): Delivery[] {
  const spec = at(root, 'spec');
  if (problems.length > 0 || !isMap(spec) || spec.open || at(spec, 'targetNamespace')) return [];
  const path = plainPath(at(spec, 'path'));
  const remote = at(spec, 'kubeConfig');
  const secret = stringOf(at(remote, 'secretRef', 'name')) ?? stringOf(at(remote, 'configMapRef', 'name'));
  if (path === undefined || (remote && secret === undefined)) return [];
  return [{ uri, path, recursive: true, cluster: `Flux ${secret ?? ''}`.trimEnd() }];
}

function plainPath(node: YamlNode | undefined): string | undefined {
  const path = PLAIN_PATH.exec(stringOf(node) ?? '')?.[1];
  return path?.split('/').includes('..') ? undefined : path;
}
