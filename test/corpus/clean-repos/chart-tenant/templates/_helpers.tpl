{{- define "tenant.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
{{- end }}
