{{- define "model.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
{{- end }}
