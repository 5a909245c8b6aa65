"""The MLflow server: what it is told, how it is started, and how to see that it is well."""
