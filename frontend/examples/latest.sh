# The newest forecast of each horizon; then only what is needed of one, with jq.
curl --fail-with-body --silent --compressed https://candor.example/api/v1/forecast |
  jq -r '.forecasts[] | select(.record.slot.horizon == "24h") | .record.quantiles[]
         | "\(.level)  \(.price)"'
