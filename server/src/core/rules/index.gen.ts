// Written by scripts/gen.mts from the files of this folder.
import type { Rule } from './define';
import activatorIdentityTrusted from './activator-identity-trusted';
import allowAll from './allow-all';
import allowDeadUnderDeny from './allow-dead-under-deny';
import allowNothing from './allow-nothing';
import apiGroupKindMismatch from './api-group-kind-mismatch';
import apiVersionOutdated from './api-version-outdated';
import apiVersionUnknown from './api-version-unknown';
import attachmentConflict from './attachment-conflict';
import customSourceUnsupported from './custom-source-unsupported';
import customWithoutProvider from './custom-without-provider';
import customWithoutRules from './custom-without-rules';
import denyAllNotDefault from './deny-all-not-default';
import denyWithoutRules from './deny-without-rules';
import emptyValue from './empty-value';
import gatewayAccountVariant from './gateway-account-variant';
import gatewayServiceAmbiguous from './gateway-service-ambiguous';
import gatewayTlsMissing from './gateway-tls-missing';
import hostMatchWithoutPort from './host-match-without-port';
import identityNeedsMtls from './identity-needs-mtls';
import identityUnderPermissive from './identity-under-permissive';
import injectAnnotationWithoutEffect from './inject-annotation-without-effect';
import ipBlockInvalid from './ip-block-invalid';
import kserveConfigJsonInvalid from './kserve-config-json-invalid';
import kserveIngressGatewayMissing from './kserve-ingress-gateway-missing';
import kserveIngressUnknownKey from './kserve-ingress-unknown-key';
import methodInvalid from './method-invalid';
import namespaceNotInMesh from './namespace-not-in-mesh';
import negativeIdentityAdmitsPlaintext from './negative-identity-admits-plaintext';
import pathMissingVerbSuffix from './path-missing-verb-suffix';
import pathTemplateInvalid from './path-template-invalid';
import pathWildcardInside from './path-wildcard-inside';
import pathWithQueryOrHost from './path-with-query-or-host';
import pathWithoutSlash from './path-without-slash';
import portInvalid from './port-invalid';
import portMtlsWithoutSelector from './port-mtls-without-selector';
import principalShape from './principal-shape';
import principalTwoWildcards from './principal-two-wildcards';
import principalUnknownAccount from './principal-unknown-account';
import principalWithSpiffe from './principal-with-spiffe';
import providerWithoutCustom from './provider-without-custom';
import remoteIpNeedsTopology from './remote-ip-needs-topology';
import requestPrincipalNeedsSub from './request-principal-needs-sub';
import requestPrincipalShape from './request-principal-shape';
import requestPrincipalWithoutJwt from './request-principal-without-jwt';
import rootPolicyReachesPlatform from './root-policy-reaches-platform';
import rootSelectorIgnored from './root-selector-ignored';
import ruleEmptyList from './rule-empty-list';
import ruleShadowed from './rule-shadowed';
import schemaEnum from './schema-enum';
import schemaOneOf from './schema-one-of';
import schemaRequired from './schema-required';
import schemaType from './schema-type';
import selectorWildcard from './selector-wildcard';
import selectorWithoutLabels from './selector-without-labels';
import serviceAccountFormat from './service-account-format';
import serviceAccountsMixed from './service-accounts-mixed';
import sourceNamespaceUnknown from './source-namespace-unknown';
import targetrefCrossNamespace from './targetref-cross-namespace';
import targetrefKindUnsupported from './targetref-kind-unsupported';
import targetrefNameMissing from './targetref-name-missing';
import targetrefTooMany from './targetref-too-many';
import tbcInvalid from './tbc-invalid';
import tbcNotString from './tbc-not-string';
import tbcUnsetLockedNamespace from './tbc-unset-locked-namespace';
import trustDomainFormat from './trust-domain-format';
import unknownField from './unknown-field';
import whenKeyBrackets from './when-key-brackets';
import whenKeyInvalid from './when-key-invalid';
import whenValuesMissing from './when-values-missing';
import yamlBlockScalarText from './yaml-block-scalar-text';
import yamlDuplicateKey from './yaml-duplicate-key';
import yamlSyntax from './yaml-syntax';

/** Every rule, in order of ids. */
export const RULES: readonly Rule[] = [
  activatorIdentityTrusted,
  allowAll,
  allowDeadUnderDeny,
  allowNothing,
  apiGroupKindMismatch,
  apiVersionOutdated,
  apiVersionUnknown,
  attachmentConflict,
  customSourceUnsupported,
  customWithoutProvider,
  customWithoutRules,
  denyAllNotDefault,
  denyWithoutRules,
  emptyValue,
  gatewayAccountVariant,
  gatewayServiceAmbiguous,
  gatewayTlsMissing,
  hostMatchWithoutPort,
  identityNeedsMtls,
  identityUnderPermissive,
  injectAnnotationWithoutEffect,
  ipBlockInvalid,
  kserveConfigJsonInvalid,
  kserveIngressGatewayMissing,
  kserveIngressUnknownKey,
  methodInvalid,
  namespaceNotInMesh,
  negativeIdentityAdmitsPlaintext,
  pathMissingVerbSuffix,
  pathTemplateInvalid,
  pathWildcardInside,
  pathWithQueryOrHost,
  pathWithoutSlash,
  portInvalid,
  portMtlsWithoutSelector,
  principalShape,
  principalTwoWildcards,
  principalUnknownAccount,
  principalWithSpiffe,
  providerWithoutCustom,
  remoteIpNeedsTopology,
  requestPrincipalNeedsSub,
  requestPrincipalShape,
  requestPrincipalWithoutJwt,
  rootPolicyReachesPlatform,
  rootSelectorIgnored,
  ruleEmptyList,
  ruleShadowed,
  schemaEnum,
  schemaOneOf,
  schemaRequired,
  schemaType,
  selectorWildcard,
  selectorWithoutLabels,
  serviceAccountFormat,
  serviceAccountsMixed,
  sourceNamespaceUnknown,
  targetrefCrossNamespace,
  targetrefKindUnsupported,
  targetrefNameMissing,
  targetrefTooMany,
  tbcInvalid,
  tbcNotString,
  tbcUnsetLockedNamespace,
  trustDomainFormat,
  unknownField,
  whenKeyBrackets,
  whenKeyInvalid,
  whenValuesMissing,
  yamlBlockScalarText,
  yamlDuplicateKey,
  yamlSyntax,
];
