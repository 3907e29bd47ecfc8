// Written by scripts/gen.mts from the files of this folder.
import type { Rule } from './define';
import activatorIdentityTooWide from './activator-identity-too-wide';
import activatorIdentityTrusted from './activator-identity-trusted';
import activatorProbeWithoutIdentity from './activator-probe-without-identity';
import allowAll from './allow-all';
import allowDeadUnderDeny from './allow-dead-under-deny';
import allowNothing from './allow-nothing';
import ambientAndSidecar from './ambient-and-sidecar';
import ambientKnativeUnproven from './ambient-knative-unproven';
import ambientL7Selector from './ambient-l7-selector';
import ambientL7WithoutWaypoint from './ambient-l7-without-waypoint';
import ambientMtlsDisable from './ambient-mtls-disable';
import ambientVsDrNamespace from './ambient-vs-dr-namespace';
import ambientWaypointMissing from './ambient-waypoint-missing';
import annotationNotPropagated from './annotation-not-propagated';
import apiGroupKindMismatch from './api-group-kind-mismatch';
import apiVersionOutdated from './api-version-outdated';
import apiVersionUnknown from './api-version-unknown';
import attachmentConflict from './attachment-conflict';
import autoscalerClassInvalid from './autoscaler-class-invalid';
import autoscalingClassMode from './autoscaling-class-mode';
import canaryMode from './canary-mode';
import claimRouteOnMesh from './claim-route-on-mesh';
import claimRouteWithoutJwt from './claim-route-without-jwt';
import customProviderUnknown from './custom-provider-unknown';
import customSeveralProviders from './custom-several-providers';
import customSourceUnsupported from './custom-source-unsupported';
import customWithoutProvider from './custom-without-provider';
import customWithoutRules from './custom-without-rules';
import denyAllNotDefault from './deny-all-not-default';
import denyExactPath from './deny-exact-path';
import denyWithoutRules from './deny-without-rules';
import deploymentModeRenamed from './deployment-mode-renamed';
import deploymentModeUnknown from './deployment-mode-unknown';
import deploymentStrategyMode from './deployment-strategy-mode';
import drComponentHost from './dr-component-host';
import drCredentialIgnored from './dr-credential-ignored';
import drCredentialWithCerts from './dr-credential-with-certs';
import drDisableUnderStrict from './dr-disable-under-strict';
import drDottedShortHost from './dr-dotted-short-host';
import drDuplicateHost from './dr-duplicate-host';
import drExportConflict from './dr-export-conflict';
import drHidesMeshMtls from './dr-hides-mesh-mtls';
import drHostUnknown from './dr-host-unknown';
import drIstioMutualWithCert from './dr-istio-mutual-with-cert';
import drMutualUnderDisable from './dr-mutual-under-disable';
import drMutualWithoutCerts from './dr-mutual-without-certs';
import drNoCa from './dr-no-ca';
import drPolicyEmpty from './dr-policy-empty';
import drShortHost from './dr-short-host';
import drSubsetDuplicate from './dr-subset-duplicate';
import drSubsetNoPods from './dr-subset-no-pods';
import dryRunMisplaced from './dry-run-misplaced';
import dryRunNotEnforced from './dry-run-not-enforced';
import emptyValue from './empty-value';
import envoyFilterOperationIgnored from './envoy-filter-operation-ignored';
import envoyFilterOrder from './envoy-filter-order';
import envoyFilterWaypointMatch from './envoy-filter-waypoint-match';
import extensionProviderUnknown from './extension-provider-unknown';
import gatewayAccountVariant from './gateway-account-variant';
import gatewayCertHosts from './gateway-cert-hosts';
import gatewayCertMissing from './gateway-cert-missing';
import gatewayCertSources from './gateway-cert-sources';
import gatewayCertificateShared from './gateway-certificate-shared';
import gatewayClientCaMissing from './gateway-client-ca-missing';
import gatewayConflict from './gateway-conflict';
import gatewayHostFormat from './gateway-host-format';
import gatewayIdentityTrusted from './gateway-identity-trusted';
import gatewayIstioMutualWithCert from './gateway-istio-mutual-with-cert';
import gatewayNameInvalid from './gateway-name-invalid';
import gatewayNoHost from './gateway-no-host';
import gatewayNoServer from './gateway-no-server';
import gatewayPassthroughCert from './gateway-passthrough-cert';
import gatewayPortName from './gateway-port-name';
import gatewayPortNoService from './gateway-port-no-service';
import gatewayProtocol from './gateway-protocol';
import gatewayPublicPlaintext from './gateway-public-plaintext';
import gatewayRedirectMisplaced from './gateway-redirect-misplaced';
import gatewaySecretKeys from './gateway-secret-keys';
import gatewaySecretMissing from './gateway-secret-missing';
import gatewaySecretNamespace from './gateway-secret-namespace';
import gatewaySelectorUnknown from './gateway-selector-unknown';
import gatewayServiceAmbiguous from './gateway-service-ambiguous';
import gatewaySourceMissing from './gateway-source-missing';
import gatewayTargetPort from './gateway-target-port';
import gatewayTlsMissing from './gateway-tls-missing';
import gatewayTlsOnPlainPort from './gateway-tls-on-plain-port';
import gatewayWeakTls from './gateway-weak-tls';
import graphRefused from './graph-refused';
import hostMatchBehindActivator from './host-match-behind-activator';
import hostMatchWithoutPort from './host-match-without-port';
import hostNetwork from './host-network';
import httpFieldsAllowTcp from './http-fields-allow-tcp';
import httpFieldsDenyTcp from './http-fields-deny-tcp';
import identityNeedsMtls from './identity-needs-mtls';
import identityUnderPermissive from './identity-under-permissive';
import imageAutoNotInjected from './image-auto-not-injected';
import injectAnnotationDeprecated from './inject-annotation-deprecated';
import injectAnnotationWithoutEffect from './inject-annotation-without-effect';
import injectLabelAnnotationDiffer from './inject-label-annotation-differ';
import injectOffButLocked from './inject-off-but-locked';
import injectValueInvalid from './inject-value-invalid';
import ipBlockInvalid from './ip-block-invalid';
import istioAnnotationDeprecated from './istio-annotation-deprecated';
import istioAnnotationMisplaced from './istio-annotation-misplaced';
import istioAnnotationUnknown from './istio-annotation-unknown';
import istioAnnotationValue from './istio-annotation-value';
import istioTrafficRefused from './istio-traffic-refused';
import isvcComponentCount from './isvc-component-count';
import isvcContainerName from './isvc-container-name';
import isvcHostTooLong from './isvc-host-too-long';
import isvcNameInvalid from './isvc-name-invalid';
import isvcPublicLocked from './isvc-public-locked';
import isvcTopHostShort from './isvc-top-host-short';
import jwksFetchUnrestricted from './jwks-fetch-unrestricted';
import jwksInvalid from './jwks-invalid';
import jwksPrivateKey from './jwks-private-key';
import jwksUriScheme from './jwks-uri-scheme';
import jwtBlocksPlatform from './jwt-blocks-platform';
import jwtIssuerMissing from './jwt-issuer-missing';
import jwtLocationEmpty from './jwt-location-empty';
import jwtNotRequired from './jwt-not-required';
import knativeConfigIstioMixed from './knative-config-istio-mixed';
import knativeConfigNetwork from './knative-config-network';
import knativeValueRefused from './knative-value-refused';
import kserveAddressScheme from './kserve-address-scheme';
import kserveConfigJsonInvalid from './kserve-config-json-invalid';
import kserveConfigUnknownKey from './kserve-config-unknown-key';
import kserveDeployMode from './kserve-deploy-mode';
import kserveEditInExample from './kserve-edit-in-example';
import kserveGatewayApiIncomplete from './kserve-gateway-api-incomplete';
import kserveIngressGatewayMissing from './kserve-ingress-gateway-missing';
import kserveIngressUnknownKey from './kserve-ingress-unknown-key';
import kserveKnativeGatewayService from './kserve-knative-gateway-service';
import kserveLocalGatewayPair from './kserve-local-gateway-pair';
import kserveLocalGatewayUndefined from './kserve-local-gateway-undefined';
import kservePathTemplate from './kserve-path-template';
import kserveVirtualHostLeftovers from './kserve-virtual-host-leftovers';
import kserveVirtualHostMode from './kserve-virtual-host-mode';
import kubeletPathsFromKnative from './kubelet-paths-from-knative';
import kustomizeBaseMissing from './kustomize-base-missing';
import kustomizeCycle from './kustomize-cycle';
import kustomizeDuplicateObject from './kustomize-duplicate-object';
import kustomizeNotFollowed from './kustomize-not-followed';
import kustomizePatchWithoutTarget from './kustomize-patch-without-target';
import kustomizeRemoteBase from './kustomize-remote-base';
import listenerTlsMissing from './listener-tls-missing';
import llmisvcLegacyPolicies from './llmisvc-legacy-policies';
import llmisvcRouterExclusive from './llmisvc-router-exclusive';
import localCertNames from './local-cert-names';
import localGatewayMutualNoDr from './local-gateway-mutual-no-dr';
import localGatewayWrongServicePort from './local-gateway-wrong-service-port';
import loggerInvalid from './logger-invalid';
import loggerSinkBlocked from './logger-sink-blocked';
import meshDrBreaksNonMesh from './mesh-dr-breaks-non-mesh';
import meshDrLocalGatewayPlaintext from './mesh-dr-local-gateway-plaintext';
import metadataKeySlip from './metadata-key-slip';
import methodInvalid from './method-invalid';
import mtlsDisabled from './mtls-disabled';
import mtlsPermissiveLeft from './mtls-permissive-left';
import mtlsUnset from './mtls-unset';
import namespaceLabelsConflict from './namespace-labels-conflict';
import namespaceNotInMesh from './namespace-not-in-mesh';
import negativeIdentityAdmitsPlaintext from './negative-identity-admits-plaintext';
import pathMissingVerbSuffix from './path-missing-verb-suffix';
import pathTemplateInvalid from './path-template-invalid';
import pathWildcardInside from './path-wildcard-inside';
import pathWithQueryOrHost from './path-with-query-or-host';
import pathWithoutSlash from './path-without-slash';
import peerAuthDuplicate from './peer-auth-duplicate';
import platformProbesDenied from './platform-probes-denied';
import policyShadowed from './policy-shadowed';
import portInvalid from './port-invalid';
import portMtlsEmpty from './port-mtls-empty';
import portMtlsRange from './port-mtls-range';
import portMtlsServicePort from './port-mtls-service-port';
import portMtlsWithoutSelector from './port-mtls-without-selector';
import portNotWorkloadPort from './port-not-workload-port';
import predictorDefaultHost from './predictor-default-host';
import principalShape from './principal-shape';
import principalTwoWildcards from './principal-two-wildcards';
import principalUnknownAccount from './principal-unknown-account';
import principalWithSpiffe from './principal-with-spiffe';
import providerWithoutCustom from './provider-without-custom';
import referenceMisspelt from './reference-misspelt';
import referenceNotGranted from './reference-not-granted';
import remoteIpNeedsTopology from './remote-ip-needs-topology';
import replicasOrder from './replicas-order';
import requestOverLimit from './request-over-limit';
import requestPrincipalIssuer from './request-principal-issuer';
import requestPrincipalNeedsSub from './request-principal-needs-sub';
import requestPrincipalShape from './request-principal-shape';
import requestPrincipalWithoutJwt from './request-principal-without-jwt';
import resourceDefinedTwice from './resource-defined-twice';
import revisionHeaderAtDestination from './revision-header-at-destination';
import rootPolicyReachesPlatform from './root-policy-reaches-platform';
import rootSelectorIgnored from './root-selector-ignored';
import routeNotAccepted from './route-not-accepted';
import routePortUnknown from './route-port-unknown';
import routeWeightInvalid from './route-weight-invalid';
import ruleEmptyList from './rule-empty-list';
import ruleShadowed from './rule-shadowed';
import runtimeContainerMissing from './runtime-container-missing';
import runtimeUnsuited from './runtime-unsuited';
import scaleMetricMode from './scale-metric-mode';
import schemaEnum from './schema-enum';
import schemaLimit from './schema-limit';
import schemaOneOf from './schema-one-of';
import schemaRequired from './schema-required';
import schemaType from './schema-type';
import seAddressesMissing from './se-addresses-missing';
import seInvalid from './se-invalid';
import seProtocolConflict from './se-protocol-conflict';
import securityResourceNoNamespace from './security-resource-no-namespace';
import selectorNoWorkload from './selector-no-workload';
import selectorOnGatewayApi from './selector-on-gateway-api';
import selectorWildcard from './selector-wildcard';
import selectorWithoutLabels from './selector-without-labels';
import serviceAccountFormat from './service-account-format';
import serviceAccountsMixed from './service-accounts-mixed';
import serviceEntryResolution from './service-entry-resolution';
import servicePortName from './service-port-name';
import servicePortRefused from './service-port-refused';
import serviceProtocolConflict from './service-protocol-conflict';
import serviceSelectorNoPods from './service-selector-no-pods';
import serviceTargetPortUnknown from './service-target-port-unknown';
import sidecarDuplicate from './sidecar-duplicate';
import sidecarEgressFormat from './sidecar-egress-format';
import sidecarEmpty from './sidecar-empty';
import sidecarHidesPlatform from './sidecar-hides-platform';
import sidecarInAmbient from './sidecar-in-ambient';
import sourceNamespaceUnknown from './source-namespace-unknown';
import strictActivatorOutsideMesh from './strict-activator-outside-mesh';
import strictBreaksWebhooks from './strict-breaks-webhooks';
import strictGatewayApiEnvoy from './strict-gateway-api-envoy';
import strictWithoutProxy from './strict-without-proxy';
import targetrefCrossNamespace from './targetref-cross-namespace';
import targetrefKindUnsupported from './targetref-kind-unsupported';
import targetrefNameMissing from './targetref-name-missing';
import targetrefTooMany from './targetref-too-many';
import tbcInStandardMode from './tbc-in-standard-mode';
import tbcInvalid from './tbc-invalid';
import tbcMinusOneLockdown from './tbc-minus-one-lockdown';
import tbcNotString from './tbc-not-string';
import tbcTwoSpellings from './tbc-two-spellings';
import tbcUnsetLockedNamespace from './tbc-unset-locked-namespace';
import tbcWrongPlace from './tbc-wrong-place';
import tbcZeroScaleToZero from './tbc-zero-scale-to-zero';
import telemetryDuplicate from './telemetry-duplicate';
import telemetryNoLogProvider from './telemetry-no-log-provider';
import telemetryTagOverride from './telemetry-tag-override';
import testClientWithoutSidecar from './test-client-without-sidecar';
import trafficSum from './traffic-sum';
import trustDomainFormat from './trust-domain-format';
import uid1337 from './uid-1337';
import unknownField from './unknown-field';
import visibilityWrongKey from './visibility-wrong-key';
import vsDestinationPortMissing from './vs-destination-port-missing';
import vsDestinationUnknown from './vs-destination-unknown';
import vsDottedShortHost from './vs-dotted-short-host';
import vsGatewayInternal from './vs-gateway-internal';
import vsGatewayOldForm from './vs-gateway-old-form';
import vsGatewayUnknown from './vs-gateway-unknown';
import vsHostConflict from './vs-host-conflict';
import vsHostNotInGateway from './vs-host-not-in-gateway';
import vsMeshRoutesAtGateway from './vs-mesh-routes-at-gateway';
import vsRouteInvalid from './vs-route-invalid';
import vsRuleUnreachable from './vs-rule-unreachable';
import vsSubsetUnknown from './vs-subset-unknown';
import vsSubsetWithMtlsLost from './vs-subset-with-mtls-lost';
import vsTakesKserveHost from './vs-takes-kserve-host';
import vsWildcardMesh from './vs-wildcard-mesh';
import wasmUrlScheme from './wasm-url-scheme';
import whenKeyBrackets from './when-key-brackets';
import whenKeyInvalid from './when-key-invalid';
import whenValuesMissing from './when-values-missing';
import workloadSelectorMismatch from './workload-selector-mismatch';
import yamlBlockScalarText from './yaml-block-scalar-text';
import yamlDuplicateKey from './yaml-duplicate-key';
import yamlSyntax from './yaml-syntax';

/** Every rule, in order of ids. */
export const RULES: readonly Rule[] = [
  activatorIdentityTooWide,
  activatorIdentityTrusted,
  activatorProbeWithoutIdentity,
  allowAll,
  allowDeadUnderDeny,
  allowNothing,
  ambientAndSidecar,
  ambientKnativeUnproven,
  ambientL7Selector,
  ambientL7WithoutWaypoint,
  ambientMtlsDisable,
  ambientVsDrNamespace,
  ambientWaypointMissing,
  annotationNotPropagated,
  apiGroupKindMismatch,
  apiVersionOutdated,
  apiVersionUnknown,
  attachmentConflict,
  autoscalerClassInvalid,
  autoscalingClassMode,
  canaryMode,
  claimRouteOnMesh,
  claimRouteWithoutJwt,
  customProviderUnknown,
  customSeveralProviders,
  customSourceUnsupported,
  customWithoutProvider,
  customWithoutRules,
  denyAllNotDefault,
  denyExactPath,
  denyWithoutRules,
  deploymentModeRenamed,
  deploymentModeUnknown,
  deploymentStrategyMode,
  drComponentHost,
  drCredentialIgnored,
  drCredentialWithCerts,
  drDisableUnderStrict,
  drDottedShortHost,
  drDuplicateHost,
  drExportConflict,
  drHidesMeshMtls,
  drHostUnknown,
  drIstioMutualWithCert,
  drMutualUnderDisable,
  drMutualWithoutCerts,
  drNoCa,
  drPolicyEmpty,
  drShortHost,
  drSubsetDuplicate,
  drSubsetNoPods,
  dryRunMisplaced,
  dryRunNotEnforced,
  emptyValue,
  envoyFilterOperationIgnored,
  envoyFilterOrder,
  envoyFilterWaypointMatch,
  extensionProviderUnknown,
  gatewayAccountVariant,
  gatewayCertHosts,
  gatewayCertMissing,
  gatewayCertSources,
  gatewayCertificateShared,
  gatewayClientCaMissing,
  gatewayConflict,
  gatewayHostFormat,
  gatewayIdentityTrusted,
  gatewayIstioMutualWithCert,
  gatewayNameInvalid,
  gatewayNoHost,
  gatewayNoServer,
  gatewayPassthroughCert,
  gatewayPortName,
  gatewayPortNoService,
  gatewayProtocol,
  gatewayPublicPlaintext,
  gatewayRedirectMisplaced,
  gatewaySecretKeys,
  gatewaySecretMissing,
  gatewaySecretNamespace,
  gatewaySelectorUnknown,
  gatewayServiceAmbiguous,
  gatewaySourceMissing,
  gatewayTargetPort,
  gatewayTlsMissing,
  gatewayTlsOnPlainPort,
  gatewayWeakTls,
  graphRefused,
  hostMatchBehindActivator,
  hostMatchWithoutPort,
  hostNetwork,
  httpFieldsAllowTcp,
  httpFieldsDenyTcp,
  identityNeedsMtls,
  identityUnderPermissive,
  imageAutoNotInjected,
  injectAnnotationDeprecated,
  injectAnnotationWithoutEffect,
  injectLabelAnnotationDiffer,
  injectOffButLocked,
  injectValueInvalid,
  ipBlockInvalid,
  istioAnnotationDeprecated,
  istioAnnotationMisplaced,
  istioAnnotationUnknown,
  istioAnnotationValue,
  istioTrafficRefused,
  isvcComponentCount,
  isvcContainerName,
  isvcHostTooLong,
  isvcNameInvalid,
  isvcPublicLocked,
  isvcTopHostShort,
  jwksFetchUnrestricted,
  jwksInvalid,
  jwksPrivateKey,
  jwksUriScheme,
  jwtBlocksPlatform,
  jwtIssuerMissing,
  jwtLocationEmpty,
  jwtNotRequired,
  knativeConfigIstioMixed,
  knativeConfigNetwork,
  knativeValueRefused,
  kserveAddressScheme,
  kserveConfigJsonInvalid,
  kserveConfigUnknownKey,
  kserveDeployMode,
  kserveEditInExample,
  kserveGatewayApiIncomplete,
  kserveIngressGatewayMissing,
  kserveIngressUnknownKey,
  kserveKnativeGatewayService,
  kserveLocalGatewayPair,
  kserveLocalGatewayUndefined,
  kservePathTemplate,
  kserveVirtualHostLeftovers,
  kserveVirtualHostMode,
  kubeletPathsFromKnative,
  kustomizeBaseMissing,
  kustomizeCycle,
  kustomizeDuplicateObject,
  kustomizeNotFollowed,
  kustomizePatchWithoutTarget,
  kustomizeRemoteBase,
  listenerTlsMissing,
  llmisvcLegacyPolicies,
  llmisvcRouterExclusive,
  localCertNames,
  localGatewayMutualNoDr,
  localGatewayWrongServicePort,
  loggerInvalid,
  loggerSinkBlocked,
  meshDrBreaksNonMesh,
  meshDrLocalGatewayPlaintext,
  metadataKeySlip,
  methodInvalid,
  mtlsDisabled,
  mtlsPermissiveLeft,
  mtlsUnset,
  namespaceLabelsConflict,
  namespaceNotInMesh,
  negativeIdentityAdmitsPlaintext,
  pathMissingVerbSuffix,
  pathTemplateInvalid,
  pathWildcardInside,
  pathWithQueryOrHost,
  pathWithoutSlash,
  peerAuthDuplicate,
  platformProbesDenied,
  policyShadowed,
  portInvalid,
  portMtlsEmpty,
  portMtlsRange,
  portMtlsServicePort,
  portMtlsWithoutSelector,
  portNotWorkloadPort,
  predictorDefaultHost,
  principalShape,
  principalTwoWildcards,
  principalUnknownAccount,
  principalWithSpiffe,
  providerWithoutCustom,
  referenceMisspelt,
  referenceNotGranted,
  remoteIpNeedsTopology,
  replicasOrder,
  requestOverLimit,
  requestPrincipalIssuer,
  requestPrincipalNeedsSub,
  requestPrincipalShape,
  requestPrincipalWithoutJwt,
  resourceDefinedTwice,
  revisionHeaderAtDestination,
  rootPolicyReachesPlatform,
  rootSelectorIgnored,
  routeNotAccepted,
  routePortUnknown,
  routeWeightInvalid,
  ruleEmptyList,
  ruleShadowed,
  runtimeContainerMissing,
  runtimeUnsuited,
  scaleMetricMode,
  schemaEnum,
  schemaLimit,
  schemaOneOf,
  schemaRequired,
  schemaType,
  seAddressesMissing,
  seInvalid,
  seProtocolConflict,
  securityResourceNoNamespace,
  selectorNoWorkload,
  selectorOnGatewayApi,
  selectorWildcard,
  selectorWithoutLabels,
  serviceAccountFormat,
  serviceAccountsMixed,
  serviceEntryResolution,
  servicePortName,
  servicePortRefused,
  serviceProtocolConflict,
  serviceSelectorNoPods,
  serviceTargetPortUnknown,
  sidecarDuplicate,
  sidecarEgressFormat,
  sidecarEmpty,
  sidecarHidesPlatform,
  sidecarInAmbient,
  sourceNamespaceUnknown,
  strictActivatorOutsideMesh,
  strictBreaksWebhooks,
  strictGatewayApiEnvoy,
  strictWithoutProxy,
  targetrefCrossNamespace,
  targetrefKindUnsupported,
  targetrefNameMissing,
  targetrefTooMany,
  tbcInStandardMode,
  tbcInvalid,
  tbcMinusOneLockdown,
  tbcNotString,
  tbcTwoSpellings,
  tbcUnsetLockedNamespace,
  tbcWrongPlace,
  tbcZeroScaleToZero,
  telemetryDuplicate,
  telemetryNoLogProvider,
  telemetryTagOverride,
  testClientWithoutSidecar,
  trafficSum,
  trustDomainFormat,
  uid1337,
  unknownField,
  visibilityWrongKey,
  vsDestinationPortMissing,
  vsDestinationUnknown,
  vsDottedShortHost,
  vsGatewayInternal,
  vsGatewayOldForm,
  vsGatewayUnknown,
  vsHostConflict,
  vsHostNotInGateway,
  vsMeshRoutesAtGateway,
  vsRouteInvalid,
  vsRuleUnreachable,
  vsSubsetUnknown,
  vsSubsetWithMtlsLost,
  vsTakesKserveHost,
  vsWildcardMesh,
  wasmUrlScheme,
  whenKeyBrackets,
  whenKeyInvalid,
  whenValuesMissing,
  workloadSelectorMismatch,
  yamlBlockScalarText,
  yamlDuplicateKey,
  yamlSyntax,
];
